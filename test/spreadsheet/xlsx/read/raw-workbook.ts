import type { ZipFile } from './zip-builder.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006/relationships';
const types = 'http://schemas.openxmlformats.org/package/2006/content-types';

const mainType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';

interface RawSheet {
  readonly name?: string;
  /** What stands in `sheetData`. */
  readonly rows?: string;
  /** The part as a whole. */
  readonly xml?: string | Uint8Array;
  /** `worksheet`, `chartsheet` … */
  readonly kind?: string;
  /** As the relationship says it. */
  readonly target?: string;
  /** The part's name. */
  readonly part?: string;
  readonly state?: 'visible' | 'hidden' | 'veryHidden';
}

export interface RawWorkbook {
  readonly sheets?: readonly RawSheet[];
  /** The `si` elements. */
  readonly sharedStrings?: string;
  /** What stands in `styleSheet`. */
  readonly styles?: string;
  /** Attributes of `workbookPr`. */
  readonly properties?: string;
  readonly isStrict?: boolean;
  readonly contentType?: string;
  /** Parts that stand beside the others, or instead of them; null takes one away. */
  readonly parts?: Readonly<Record<string, string | Uint8Array | null>>;
}

/** The files of a workbook with one sheet that has these cells. */
export function sheetFiles(rows: string, others: Omit<RawWorkbook, 'sheets'> = {}): ZipFile[] {
  return workbookFiles({ ...others, sheets: [{ rows }] });
}

/** The files of a workbook, written by hand, so that each oddity of other programs can be had. */
export function workbookFiles(workbook: RawWorkbook): ZipFile[] {
  const parts = new Map<string, string | Uint8Array>(Object.entries(workbookParts(workbook)));
  for (const [name, content] of Object.entries(workbook.parts ?? {})) {
    if (content === null) parts.delete(name);
    else parts.set(name, content);
  }
  const strict = (content: string | Uint8Array) =>
    workbook.isStrict === true && typeof content === 'string' ? inStrictVocabulary(content) : content;
  return [...parts].map(([name, content]) => ({ name, content: strict(content) }));
}

function workbookParts({ sheets = [{}], sharedStrings, styles, properties = '', contentType = mainType }: RawWorkbook) {
  const described = sheets.map((sheet, at) => ({
    name: `Sheet${at + 1}`,
    kind: 'worksheet',
    target: `worksheets/sheet${at + 1}.xml`,
    part: `xl/worksheets/sheet${at + 1}.xml`,
    rows: '',
    ...sheet,
  }));
  const parts: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': `<Types xmlns="${types}"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}"/></Types>`,
    '_rels/.rels': relationships([{ id: 'rId1', kind: 'officeDocument', target: 'xl/workbook.xml' }]),
    'xl/workbook.xml': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr ${properties}/><sheets>${described
      .map(
        ({ name, state }, at) =>
          `<sheet name="${name}" sheetId="${at + 1}"${state ? ` state="${state}"` : ''} r:id="rId${at + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ...described.map(({ kind, target }, at) => ({ id: `rId${at + 1}`, kind, target })),
      ...(sharedStrings === undefined ? [] : [{ id: 'rIdS', kind: 'sharedStrings', target: 'sharedStrings.xml' }]),
      ...(styles === undefined ? [] : [{ id: 'rIdF', kind: 'styles', target: 'styles.xml' }]),
    ]),
  };
  for (const { part, rows, xml } of described) parts[part] = xml ?? sheetXml(rows);
  if (sharedStrings !== undefined) parts['xl/sharedStrings.xml'] = `<sst xmlns="${main}">${sharedStrings}</sst>`;
  if (styles !== undefined) parts['xl/styles.xml'] = `<styleSheet xmlns="${main}">${styles}</styleSheet>`;
  return parts;
}

export function sheetXml(rows: string): string {
  return `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`;
}

function relationships(all: readonly { id: string; kind: string; target: string }[]): string {
  const type = (kind: string) => (kind.includes(':') ? kind : `${office}/${kind}`);
  const list = all.map(({ id, kind, target }) => `<Relationship Id="${id}" Type="${type(kind)}" Target="${target}"/>`);
  return `<Relationships xmlns="${packaged}">${list.join('')}</Relationships>`;
}

/** ISO 29500 strict has other names for the same. */
function inStrictVocabulary(xml: string): string {
  return xml
    .replaceAll(main, 'http://purl.oclc.org/ooxml/spreadsheetml/main')
    .replaceAll(office, 'http://purl.oclc.org/ooxml/officeDocument/relationships');
}

/** Styles whose cells, from style 1 on, have these number formats: the id of a built-in one, or a code. */
export function stylesOf(...formats: readonly (number | string)[]): string {
  const own = formats.flatMap((format, at) =>
    typeof format === 'string' ? [`<numFmt numFmtId="${200 + at}" formatCode="${escaped(format)}"/>`] : [],
  );
  const ids = formats.map((format, at) => (typeof format === 'string' ? 200 + at : format));
  const xfs = [0, ...ids].map((id) => `<xf numFmtId="${id}" applyNumberFormat="1"/>`);
  return `<numFmts>${own.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${xfs.join('')}</cellXfs>`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
