import { damaged } from '../refusals.ts';
import { spreadsheetNamespaces } from '../namespaces.ts';
import type { XmlHandler } from '../xml/xml-scanner.ts';
import type { XmlTag } from '../xml/xml-tag.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';
import { builtInFormat } from './built-in-formats.ts';
import { type FormatMeaning, formatMeaning } from './format-meaning.ts';
import { readWholePart } from './read-part.ts';

/** How the cells of one style show a number. */
export interface NumberFormat {
  readonly meaning: FormatMeaning;
  /** Absent: General. */
  readonly code?: string;
}

export const generalFormat: NumberFormat = { meaning: 'number' };

/** More than Excel allows. */
const stylesMax = 65_536;
/** As many as Excel allows. */
const formatCharactersMax = 255;

/** The number formats of the workbook's styles, by the number that a cell names (`s`). */
export async function readNumberFormats(zip: ZipArchive, part: string, bytesMax: number): Promise<NumberFormat[]> {
  const own = new Map<string, string>();
  const ids: string[] = [];
  const handler: XmlHandler = {
    open(element, parent, tag) {
      if (element === 'numFmt' && parent === 'numFmts') addFormat(own, tag);
      if (element === 'xf' && parent === 'cellXfs') ids.push(tag.attribute('numFmtId') ?? '0');
      if (own.size > stylesMax || ids.length > stylesMax) throw damaged('it has more styles than a workbook can have');
      return parent === 'styleSheet' && (element === 'numFmts' || element === 'cellXfs');
    },
    text: () => undefined,
    close: () => undefined,
  };
  await readWholePart(part, { zip, vocabulary: spreadsheetNamespaces, root: 'styleSheet', handler, bytesMax });
  const formats = new Map<string, NumberFormat>();
  return ids.map((id) => {
    const format = formats.get(id) ?? numberFormat(own.get(id) ?? builtInFormat(Number(id)));
    formats.set(id, format);
    return format;
  });
}

function addFormat(formats: Map<string, string>, tag: XmlTag): void {
  const code = tag.attribute('formatCode') ?? '';
  if (code.length > formatCharactersMax) throw damaged('a number format is longer than one can be');
  formats.set(tag.attribute('numFmtId') ?? '', code);
}

function numberFormat(code: string | undefined): NumberFormat {
  if (code === undefined || code === '' || code.toLowerCase() === 'general') return generalFormat;
  return { meaning: formatMeaning(code), code };
}
