import type { FileHandle } from 'node:fs/promises';
import { RequestError } from '../../errors/request-error.ts';
import type { FileFormat, SheetRow, Spreadsheet } from '../../uploads/ports.ts';
import type { SheetLimits } from '../limits.ts';
import { csvRows } from './csv-rows.ts';
import { findDelimiter, type Delimiter } from './delimiter.ts';
import { findEncoding, type FoundEncoding } from './encoding.ts';
import { RowScanner } from './row-scanner.ts';
import { separatorLineOf } from './separator-line.ts';
import { utf8Chunks } from './utf8-chunks.ts';

interface CsvOptions {
  readonly head: Uint8Array;
  readonly signal: AbortSignal;
  readonly limits: SheetLimits;
}

/** Opens a text file as a CSV: finds its encoding and its delimiter. The handle is closed with it. */
export async function openCsv(file: FileHandle, options: CsvOptions): Promise<Spreadsheet> {
  const encoding = await findEncoding(file, options.head, options.signal);
  const chunks = utf8Chunks(file, { ...encoding, signal: options.signal, onRead: () => {} });
  const { value: first } = await chunks.next();
  // A second chunk would be read into the same bytes.
  const start = first ? Buffer.from(first) : null;
  const isAll = (await chunks.next()).done === true;
  await chunks.return();
  if (!start) throw new RequestError('unprocessable', 'The file is empty.');
  const separator = separatorLineOf(start);
  const text = start.subarray(separator?.bytes ?? 0);
  const delimiter = separator?.delimiter ?? findDelimiter(text, isAll, options.limits);
  const { size } = await file.stat();
  return new Csv(file, { ...options, size, encoding, delimiter, skip: separator?.bytes ?? 0 });
}

interface Found extends CsvOptions {
  /** Bytes of the file. */
  readonly size: number;
  readonly encoding: FoundEncoding;
  readonly delimiter: Delimiter;
  /** Bytes of the separator line, as UTF-8. */
  readonly skip: number;
}

class Csv implements Spreadsheet {
  readonly type = 'csv';
  readonly sheets: readonly string[] = [];
  readonly #file: FileHandle;
  readonly #found: Found;
  #done = 0;
  #lineEnds: FileFormat['lineEnds'] = null;

  constructor(file: FileHandle, found: Found) {
    this.#file = file;
    this.#found = found;
  }

  get progress(): { readonly done: number; readonly of: number } {
    return { done: this.#done, of: this.#found.size };
  }

  format(): FileFormat {
    const { encoding, delimiter } = this.#found;
    return { type: 'csv', encoding: encoding.encoding, delimiter, lineEnds: this.#lineEnds, sheet: null };
  }

  async *rows(): AsyncGenerator<readonly SheetRow[], void, undefined> {
    const { delimiter, limits, skip } = this.#found;
    const scanner = new RowScanner(delimiter, limits);
    if (skip > 0) scanner.place.line++;
    this.#done = 0;
    yield* csvRows(this.#text(skip), scanner, limits);
    this.#lineEnds = lineEndsOf(scanner);
  }

  async *#text(skip: number): AsyncGenerator<Buffer, void, undefined> {
    const { encoding, signal } = this.#found;
    const onRead = (bytes: number): void => void (this.#done += bytes);
    let left = skip;
    for await (const chunk of utf8Chunks(this.#file, { ...encoding, signal, onRead })) {
      yield left === 0 ? chunk : chunk.subarray(left);
      left = 0;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

function lineEndsOf({ lineEnds }: RowScanner): FileFormat['lineEnds'] {
  const used = (['lf', 'crlf', 'cr'] as const).filter((kind) => lineEnds[kind] > 0);
  return used.length > 1 ? 'mixed' : (used[0] ?? null);
}
