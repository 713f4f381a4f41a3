import { firstCharacters } from '../../fields/characters.ts';
import { cellText } from '../../fields/cell-text.ts';
import { uploadLimits } from '../limits.ts';
import type { SheetRow } from '../ports.ts';

/** Collects the first values of each column, each once. */
export class ColumnSamples {
  readonly #samples: string[][];
  /** Columns that want more. */
  #open: number[];

  constructor(columns: number) {
    this.#samples = Array.from({ length: columns }, () => []);
    this.#open = [...this.#samples.keys()];
  }

  collect(rows: readonly SheetRow[]): void {
    for (const { cells } of rows) {
      if (this.#open.length === 0) return;
      this.#open = this.#open.filter((column) => {
        const samples = this.#samples[column] ?? [];
        const text = firstCharacters(cellText(cells[column] ?? null).trim(), uploadLimits.sampleCharactersMax);
        if (text !== '' && !samples.includes(text)) samples.push(text);
        return samples.length < uploadLimits.samplesMax;
      });
    }
  }

  of(column: number): readonly string[] {
    return this.#samples[column] ?? [];
  }
}
