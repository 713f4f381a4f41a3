import assert from 'node:assert/strict';
import type { Answer, Client, Fields } from '../../tenant.ts';
import type { Chance } from '../seeded.ts';
import {
  type Deed,
  firstName,
  type Entry,
  type ListName,
  ownField,
  ownValue,
  type Patch,
  sharedPatches,
  type Value,
  type World,
  writersCount,
} from './world.ts';

/** What one deed did to the writer's own field of one customer. */
interface Effect {
  readonly ref: string;
  /** undefined: it was absent. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** One of the writers: does one thing after the other, and remembers what must now be stored in the fields that are its own. */
export class Writer {
  readonly number: number;
  readonly world: World;
  readonly client: Client;
  readonly chance: Chance;
  /** `campaign/loan_1` → the value that its own field must have. */
  readonly own = new Map<string, Value | undefined>();
  /** What it may still undo. */
  readonly #effects = new Map<Deed, readonly Effect[]>();
  #values = 0;

  constructor(number: number, { world, client, chance }: { world: World; client: Client; chance: Chance }) {
    this.number = number;
    this.world = world;
    this.client = client;
    this.chance = chance;
    if (ownField('company', number) !== 'legalName') return;
    for (const key of world.keys.company) this.own.set(`company/${key}`, firstName);
  }

  /** What a request is to change: some customers, his own field and often a shared one of each. */
  entries(list: ListName, keys: readonly string[]): Omit<Entry, 'error'>[] {
    return keys.map((key) => ({ key, patch: this.patch(list), expectedVersion: null }));
  }

  patch(list: ListName): Patch {
    this.#values += 1;
    const n = this.#values * writersCount + this.number;
    const own = { [ownField(list, this.number)]: ownValue(list, this.number, n) };
    const shared = this.chance.oneOf(sharedPatches(list, n));
    // Each patch gives some value that tells whose it is.
    if (this.chance.happens(0.1) && !Object.values(shared).includes(null)) return shared;
    return this.chance.happens(0.5) ? { ...own, ...shared } : own;
  }

  /** Some customers of the list, in any order. */
  someKeys(list: ListName): string[] {
    const keys = this.world.keys[list];
    return this.chance.some(keys, 1 + this.chance.below(keys.length));
  }

  /** No answer may be a 5xx, whatever the others do. */
  async send<Body = Fields>(
    request: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const answer = await this.client.call<Body>(request, body, headers);
    assert.ok(answer.status < 500, `${request}: ${answer.status} ${answer.text.slice(0, 500)}`);
    return answer;
  }

  /** Takes down what was asked for and answered. */
  done(deed: Omit<Deed, 'writer'>): void {
    const whole = { ...deed, writer: this.number };
    this.world.deeds.push(whole);
    const field = ownField(deed.list, this.number);
    const effects = new Map<string, Effect>();
    for (const { key, patch, error } of deed.entries) {
      if (error !== null || !(field in patch)) continue;
      const ref = `${deed.list}/${key}`;
      const before = effects.get(ref)?.before ?? this.own.get(ref);
      effects.set(ref, { ref, before, after: patch[field] ?? undefined });
    }
    for (const { ref, after } of effects.values()) this.own.set(ref, after);
    if (deed.batchId !== null && hasChanged(whole)) this.#effects.set(whole, [...effects.values()]);
  }

  /** A batch of his that was not undone yet; undefined: there is none. */
  undoable(): Deed | undefined {
    const deeds = [...this.#effects.keys()];
    return deeds.length === 0 ? undefined : this.chance.oneOf(deeds);
  }

  /** What an undo gives back to his own fields: the value of before, where the one that the batch gave still stands. */
  givenBack(deed: Deed): Map<string, Value | undefined> {
    const effects = this.#effects.get(deed) ?? [];
    this.#effects.delete(deed);
    const standing = effects.filter(({ ref, after }) => this.own.get(ref) === after);
    return new Map(standing.map(({ ref, before }) => [ref.slice(deed.list.length + 1), before]));
  }
}

/** What has changed nothing cannot be undone. Of values only those that are given once are sure to change something. */
function hasChanged({ entries, kind }: Deed): boolean {
  return entries.some(({ error, patch }) => {
    return error === null && (kind === 'undo' || Object.values(patch).some((value) => value !== null));
  });
}
