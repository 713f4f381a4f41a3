import type { SheetRow } from '../../../src/uploads/ports.ts';

/** What a CSV means, one character after the other, as plainly as it can be said: the reader is compared with it. */
export function csvModel(text: string, delimiter: string): SheetRow[] | 'refused' {
  const model = new Model(text, delimiter);
  const rows: SheetRow[] = [];
  try {
    while (model.at < text.length) rows.push({ row: rows.length + 1, cells: model.row() });
  } catch (error) {
    if (error instanceof Refused) return 'refused';
    throw error;
  }
  return rows.filter(({ cells }) => cells.some((cell) => cell !== null));
}

class Refused extends Error {}

class Model {
  at = 0;
  readonly #text: string;
  readonly #delimiter: string;

  constructor(text: string, delimiter: string) {
    this.#text = text;
    this.#delimiter = delimiter;
  }

  row(): (string | null)[] {
    const cells = [this.#cell()];
    while (this.#takes(this.#delimiter)) cells.push(this.#cell());
    if (!this.#takes('\r\n') && !this.#takes('\n')) this.#takes('\r');
    return cells;
  }

  #cell(): string | null {
    const cell = this.#takes('"') ? this.#quoted() : this.#plain();
    return (/^'+[=+\-@\t\r\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell) || null;
  }

  #plain(): string {
    const from = this.at;
    while (!this.#isCellEnd()) this.at++;
    return this.#text.slice(from, this.at);
  }

  #quoted(): string {
    let cell = '';
    while (!this.#takes('"') || this.#text[this.at] === '"') {
      if (this.at >= this.#text.length) throw new Refused();
      cell += this.#text[this.at++];
    }
    if (!this.#isCellEnd()) throw new Refused();
    return cell;
  }

  #isCellEnd(): boolean {
    return [undefined, this.#delimiter, '\r', '\n'].includes(this.#text[this.at]);
  }

  #takes(what: string): boolean {
    const isThere = this.#text.startsWith(what, this.at);
    if (isThere) this.at += what.length;
    return isThere;
  }
}
