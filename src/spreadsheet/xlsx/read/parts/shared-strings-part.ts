import { opensText } from '../cells/rich-text.ts';
import { type PlainText, readPlainText } from '../cells/plain-text.ts';
import { StringPool } from '../cells/string-pool.ts';
import { TextPieces } from '../cells/text-pieces.ts';
import { spreadsheetNamespaces } from '../namespaces.ts';
import { swellsTooFar } from '../refusals.ts';
import type { WorkbookLimits } from '../workbook-limits.ts';
import type { XmlHandler } from '../xml/xml-scanner.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';
import { readWholePart } from './read-part.ts';

/** Reads the texts that cells share. A workbook's only part that is held, so it has a limit of its own. */
export async function readSharedStrings(
  zip: ZipArchive,
  part: string,
  { sharedTextBytesMax, cellCharactersMax }: Pick<WorkbookLimits, 'sharedTextBytesMax' | 'cellCharactersMax'>,
): Promise<StringPool> {
  const pool = new StringPool();
  const pieces = new TextPieces(cellCharactersMax, () => `A text of the workbook (number ${pool.count + 1})`);
  const check = () => {
    if (pool.bytes > sharedTextBytesMax) throw swellsTooFar('The texts of the workbook take', sharedTextBytesMax);
  };
  const plain: PlainText = { from: 0, end: 0 };
  const handler: XmlHandler = {
    readAhead(parent, { bytes }, at) {
      const behind = parent === 'sst' ? readPlainText(bytes, at, plain) : at;
      if (behind === at || plain.end - plain.from > cellCharactersMax) return at;
      pool.addAscii(bytes, plain.from, plain.end);
      check();
      return behind;
    },
    open(name, parent, tag) {
      return (name === 'si' && parent === 'sst') || opensText(pieces, { name, parent, holder: 'si', tag });
    },
    text(name, text) {
      if (name === 't') pieces.add(text);
    },
    close(name) {
      if (name !== 'si') return;
      pool.add(pieces.take());
      check();
    },
  };
  await readWholePart(part, { zip, vocabulary: spreadsheetNamespaces, root: 'sst', handler });
  return pool;
}
