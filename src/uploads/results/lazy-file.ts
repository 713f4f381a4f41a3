import type { FileFormat, FileStore } from '../ports.ts';
import type { OpenResult, OpenResultFile, ResultKind, WrittenFile } from './result-ports.ts';

interface Sheet {
  readonly name: string;
  readonly header: readonly string[];
}

interface Options {
  readonly kind: ResultKind;
  readonly format: FileFormat;
  /** `june` of `june.xlsx` */
  readonly baseName: string;
  /** In the file store, without its extension. */
  readonly storedAs: string;
  /** In order; a row names the place of its own. */
  readonly sheets: readonly Sheet[];
  readonly files: Pick<FileStore, 'put'>;
  readonly openResult: OpenResult;
}

/**
 * A result file that is not there until its first row is: where nothing failed there is no failure file.
 *
 *   nothing ──write──▶ begun ──end──▶ stored
 *                        └──abandon, or the store fails──▶ nothing of it is left
 */
export class LazyFile {
  readonly #options: Options;
  #open: { readonly writer: OpenResultFile; readonly stored: Promise<{ bytes: number }> } | null = null;
  #begun = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Rejects where the store stopped taking what is written. */
  async write(sheet: number, cells: readonly (string | null)[]): Promise<void> {
    this.#open ??= this.#begin();
    const { writer } = this.#open;
    if (this.#begun <= sheet) await this.#beginUntil(sheet, writer);
    await writer.write(cells);
  }

  /** Ends it with all its sheets; null: it was never begun. */
  async end(): Promise<WrittenFile | null> {
    if (!this.#open) return null;
    const { writer, stored } = this.#open;
    const { kind, sheets, baseName } = this.#options;
    await this.#beginUntil(sheets.length - 1, writer);
    await writer.end();
    const { bytes } = await stored;
    const word = kind.startsWith('failed') ? 'failed' : 'applied';
    return {
      kind,
      name: `${baseName}-${word}.${writer.extension}`,
      mediaType: writer.mediaType,
      storedAs: this.#name(writer),
      bytes,
    };
  }

  /** It will not be ended: the store lets go of what it has got of it. One that was ended is left as it is. */
  async abandon(why: unknown): Promise<void> {
    if (!this.#open) return;
    const { writer, stored } = this.#open;
    writer.fail(why);
    await stored.catch(() => undefined);
  }

  #begin(): { writer: OpenResultFile; stored: Promise<{ bytes: number }> } {
    const { format, files, openResult } = this.#options;
    const writer = openResult(format);
    const stored = files.put(this.#name(writer), writer.content);
    // A store that failed before it read would let the writer wait for ever.
    stored.catch((error: unknown) => writer.fail(error));
    return { writer, stored };
  }

  async #beginUntil(sheet: number, writer: OpenResultFile): Promise<void> {
    for (; this.#begun <= sheet; this.#begun += 1) {
      const next = this.#options.sheets[this.#begun];
      if (next) await writer.beginSheet(next.name, next.header);
    }
  }

  #name({ extension }: OpenResultFile): string {
    return `${this.#options.storedAs}.${extension}`;
  }
}
