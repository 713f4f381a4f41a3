import type { FileFormat, ResultWriter } from '../../uploads/ports.ts';
import { byteQueue } from '../byte-queue.ts';
import { guardFormula } from '../formula-guard.ts';
import type { WrittenFile } from '../written-file.ts';
import { delimiters } from './delimiter.ts';

/**
 * Begins a CSV with the upload's delimiter: UTF-8 with a byte order mark, without which Excel takes it for Windows-1252,
 * and CRLF. Half of a surrogate pair, which no database text holds, becomes U+FFFD.
 */
export function csvWriter({ delimiter }: Pick<FileFormat, 'delimiter'>): WrittenFile {
  const queue = byteQueue();
  const parts = delimiter ?? ',';
  let text = '\uFEFF';
  let sheets = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(text);
    text = '';
    await queue.write(bytes);
  };
  const write: ResultWriter['write'] = async (cells) => {
    text += `${cells.map(written).join(parts)}\r\n`;
    if (text.length >= flushCharacters) await flush();
  };
  return {
    beginSheet: async (_name, header) => {
      if (sheets++ > 0) throw new Error('A CSV has one sheet.');
      await write(header);
    },
    write,
    end: async () => {
      await flush();
      queue.end();
    },
    fail: (error) => queue.fail(error),
    content: queue.content,
  };
}

const flushCharacters = 65_536;

function written(cell: string | null): string {
  if (cell === null) return '';
  const text = guardFormula(cell);
  return needsQuotes.test(text) || otherThanText.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Any delimiter that is known, not this file's alone: then no other is taken for it when the file is read again. */
const needsQuotes = new RegExp(`["\r\n${delimiters.join('')}]`);
/** What at the start of a file would be an instruction, or be taken for a web page, XML or JSON. */
const otherThanText = /^(?:sep=|\s*[<{[])/i;
