import { type FileHandle, open } from 'node:fs/promises';
import type { WorkbookLimits } from '../workbook-limits.ts';
import { damaged, quoted } from '../refusals.ts';
import { readCentralDirectory, type ZipEntry } from './central-directory.ts';
import { inflateEntry } from './inflate-entry.ts';
import { InflationBudget } from './inflation-budget.ts';

type Limits = Pick<WorkbookLimits, 'entriesMax' | 'inflatedBytesMax' | 'inflationRatioMax' | 'inflationRatioFromBytes'>;

interface Options {
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

/** Opens a zip on the disk. Any entry can then be read, any number of times; nothing of it is held. */
export async function openZip(path: string, options: Options): Promise<ZipArchive> {
  const file = await open(path);
  try {
    const { size: fileBytes } = await file.stat();
    const { entriesMax } = options.limits;
    const { entries, offset } = await readCentralDirectory(file, { fileBytes, entriesMax });
    return new ZipArchive(file, placed(entries, offset), options);
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Placed {
  readonly entry: ZipEntry;
  /** Where the next one begins. */
  readonly before: number;
}

export class ZipArchive implements AsyncDisposable {
  readonly names: readonly string[];
  readonly #file: FileHandle;
  readonly #entries: ReadonlyMap<string, Placed>;
  readonly #signal: AbortSignal;
  readonly #budget: InflationBudget;
  /** Bytes of each entry that were read from the disk. */
  readonly #read = new Map<ZipEntry, number>();

  constructor(file: FileHandle, entries: ReadonlyMap<string, Placed>, { limits, signal }: Options) {
    this.#file = file;
    this.#entries = entries;
    this.#signal = signal;
    this.#budget = new InflationBudget(limits);
    this.names = [...entries.values()].map(({ entry }) => entry.name);
  }

  /** Upper and lower case are the same, as in all names of parts. */
  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  /** The content of the entry with this name, inflated, in pieces. */
  read(name: string): AsyncIterable<Buffer> {
    const { entry, before } = this.#placed(name);
    let read = 0;
    return inflateEntry(entry, {
      file: this.#file,
      before,
      signal: this.#signal,
      count: (bytes) => this.#budget.count(entry, bytes),
      onRead: (bytes) => {
        read += bytes;
        this.#read.set(entry, Math.max(read, this.#read.get(entry) ?? 0));
      },
    });
  }

  /** How much of the named entries was read by now, in bytes of the file. */
  progress(names: readonly string[]): { done: number; of: number } {
    const entries = names.map((name) => this.#placed(name).entry);
    const done = entries.reduce((sum, entry) => sum + (this.#read.get(entry) ?? 0), 0);
    return { done, of: entries.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  #placed(name: string): Placed {
    const placed = this.#entries.get(name.toLowerCase());
    if (placed === undefined) throw damaged(`${quoted(name)} is missing`);
    return placed;
  }
}

/** By name. Throws where two have the same name or the same bytes: whichever were read, another program reads another. */
function placed(entries: readonly ZipEntry[], directoryOffset: number): Map<string, Placed> {
  const files = new Map<string, Placed>();
  let before = directoryOffset;
  for (const entry of entries.toSorted((a, b) => b.offset - a.offset)) {
    const end = entry.offset + localHeaderBytesMin + entry.rawName.length + entry.compressedBytes;
    if (end > before) throw damaged('its files overlap');
    const key = entry.name.toLowerCase();
    if (files.has(key)) throw damaged(`it has two files named ${quoted(entry.name)}`);
    files.set(key, { entry, before });
    before = entry.offset;
  }
  return files;
}

const localHeaderBytesMin = 30;
