import type { CellFaultCode, CellWarningCode } from './note-codes.ts';

/** What the cells of one column mean. */
export interface Values {
  /** Reads a cell's text, which is trimmed and not empty. */
  read(text: string): Reading;
  /**
   * Only where the meaning may follow from the whole column: told of each text. True: this one's does, so it must not be
   * read before all were told.
   */
  observe?(text: string): boolean;
}

/** The value; or the value and how it was changed; or why the text is none. */
export type Reading = Value | Changed | Misfit;
export type Value = string | number | boolean | string[];

/** Why a text is no value of its column. */
export class Misfit {
  readonly code: CellFaultCode;
  /** A sentence without its subject: `must be 6 digits, the first not 0`. */
  readonly must: string;

  constructor(must: string, code: CellFaultCode = 'rule_broken') {
    this.must = must;
    this.code = code;
  }
}

/** A value that was changed on the way, trimming apart. */
export class Changed {
  readonly value: Value;
  readonly code: CellWarningCode;

  constructor(value: Value, code: CellWarningCode) {
    this.value = value;
    this.code = code;
  }

  /** As a warning shows it. */
  get text(): string {
    return Array.isArray(this.value) ? this.value.join(';') : String(this.value);
  }
}
