import type { HowMatched } from '../sheet-fields.ts';
import { headerKey } from './header-key.ts';
import { isNearSpelling } from './near-spelling.ts';

export interface NamedField {
  readonly name: string;
  /** Other headers that mean it. */
  readonly aliases: readonly string[];
}

interface Named {
  readonly field: string;
  readonly how: HowMatched;
}

/** The names by which headers find fields. */
export class FieldNames {
  readonly #named = new Map<string, Named>();

  constructor(fields: readonly NamedField[]) {
    // Names last: a field's own name is never another's alias.
    for (const { name, aliases } of fields) {
      for (const alias of aliases) this.#named.set(headerKey(alias), { field: name, how: 'alias' });
    }
    for (const { name } of fields) this.#named.set(headerKey(name), { field: name, how: 'exact' });
  }

  find(key: string): Named | null {
    return this.#named.get(key) ?? null;
  }

  /** The field that a misspelt header means; null where it is near to none, or to more than one. */
  findNear(key: string): Named | null {
    const near = new Set<string>();
    for (const [name, { field }] of this.#named) {
      if (isNearSpelling(key, name)) near.add(field);
    }
    const [field] = near;
    return field === undefined || near.size > 1 ? null : { field, how: 'near' };
  }
}
