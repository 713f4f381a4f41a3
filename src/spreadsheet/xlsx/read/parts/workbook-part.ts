import { damaged, quoted } from '../refusals.ts';
import { relationshipNamespaces, spreadsheetNamespaces } from '../namespaces.ts';
import type { XmlHandler } from '../xml/xml-scanner.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';
import { readWholePart } from './read-part.ts';
import { readRelationships } from './relationships.ts';

export interface SheetPart {
  readonly name: string;
  readonly part: string;
}

/** What the main part says of the others. */
export interface WorkbookPart {
  /** In the workbook's order, hidden ones too; no charts and no macros. */
  readonly sheets: readonly SheetPart[];
  readonly sharedStrings: string | null;
  readonly styles: string | null;
  /** Days are counted from 1904, as on old Macs. */
  readonly is1904: boolean;
}

export async function readWorkbookPart(zip: ZipArchive, part: string, bytesMax: number): Promise<WorkbookPart> {
  const relationships = await readRelationships(zip, part, bytesMax);
  const { sheets, is1904 } = await readSheetList(zip, part, bytesMax);
  const partOf = (type: string) =>
    relationships.find((one) => one.type === type && one.target !== null)?.target ?? null;
  const byId = new Map(relationships.map((relationship) => [relationship.id, relationship]));
  const found: SheetPart[] = [];
  for (const { name, id } of sheets) {
    const relationship = byId.get(id);
    if (relationship === undefined) throw damaged(`the sheet ${quoted(name)} is missing`);
    const { type, target } = relationship;
    if (type === 'worksheet') found.push({ name, part: sheetPart(zip, name, target) });
  }
  if (found.length === 0) throw damaged('it has no sheet with cells');
  const names = new Set(found.map(({ name }) => name.toLowerCase()));
  if (names.size < found.length) throw damaged('two of its sheets have the same name');
  return { sheets: found, sharedStrings: partOf('sharedStrings'), styles: partOf('styles'), is1904 };
}

function sheetPart(zip: ZipArchive, name: string, target: string | null): string {
  if (target === null || !zip.has(target)) throw damaged(`the sheet ${quoted(name)} is missing`);
  return target;
}

interface SheetList {
  readonly sheets: { readonly name: string; readonly id: string }[];
  is1904: boolean;
}

async function readSheetList(zip: ZipArchive, part: string, bytesMax: number): Promise<SheetList> {
  const list: SheetList = { sheets: [], is1904: false };
  const handler: XmlHandler = {
    open(element, parent, tag) {
      if (element === 'workbookPr') list.is1904 = isTrue(tag.attribute('date1904'));
      if (element === 'sheet' && parent === 'sheets') {
        const id = tag.attributeIn(relationshipNamespaces, 'id') ?? '';
        list.sheets.push({ name: tag.attribute('name') ?? '', id });
      }
      return element === 'sheets';
    },
    text: () => undefined,
    close: () => undefined,
  };
  await readWholePart(part, { zip, vocabulary: spreadsheetNamespaces, root: 'workbook', handler, bytesMax });
  return list;
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
