import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, Operation } from '../../src/engine/records.ts';
import { naiveMergePatch } from '../engine/naive-merge-patch.ts';

interface Customer {
  version: number;
  data: JsonObject | null;
}
/** Of one customer: its whole data before the batch and after it. */
interface Effect {
  readonly key: string;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}
interface Done {
  readonly operation: Operation;
  readonly effects: readonly Effect[];
  /** Of an undo: it has left something as it was. */
  readonly isPartial: boolean;
  undoneBy: Done | null;
}

/** Batches and undos on whole customers, one after the other, with all that ever was kept: as the rules say, without a thought for speed. */
export class UndoModel {
  readonly #customers = new Map<string, Customer>();
  readonly #done: Done[] = [];
  lastCounts = { total: 0, updated: 0, unchanged: 0, failed: 0, warned: 0 };

  constructor(keys: readonly string[]) {
    for (const key of keys) this.#customers.set(key, { version: 1, data: { n: 0 } });
  }

  run(operation: Operation, records: readonly (readonly [string, JsonObject])[]): void {
    const before = structuredClone(this.#customers);
    const touched = new Set<string>();
    for (const [key, patch] of records) {
      const now = this.#customers.get(key)?.data ?? null;
      if (operation === 'update' && now) this.#set(key, merged(now, patch), touched);
      if (operation === 'add' && !now) this.#set(key, merged({}, patch, 'whole'), touched);
      if (operation === 'remove' && now) this.#set(key, null, touched);
    }
    this.#finish(operation, before, { touched, isPartial: false });
  }

  canUndo(place: number): boolean {
    const done = this.#done[place];
    return done !== undefined && done.effects.length > 0 && (!isUndone(done) || done.undoneBy?.isPartial === true);
  }

  undo(place: number): void {
    const done = this.#done[place];
    if (!done) throw new Error('there is no such batch');
    const before = structuredClone(this.#customers);
    const touched = new Set<string>();
    const counts = { total: done.effects.length, updated: 0, unchanged: 0, failed: 0, warned: 0 };
    for (const effect of done.effects) {
      const { outcome, left } = this.#takeBack(done.operation, effect, touched);
      counts[outcome] += 1;
      if (left && outcome !== 'failed') counts.warned += 1;
    }
    this.lastCounts = counts;
    const inverse = { update: 'update', add: 'remove', remove: 'add' } as const;
    const isPartial = counts.failed + counts.warned > 0;
    done.undoneBy = this.#finish(inverse[done.operation], before, { touched, isPartial });
  }

  customers(): { key: string; version: number; data: JsonObject | null }[] {
    const all = [...this.#customers].map(([key, { version, data }]) => ({ key, version, data }));
    return all.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #takeBack(
    operation: Operation,
    { key, before, after }: Effect,
    touched: Set<string>,
  ): { outcome: 'updated' | 'unchanged' | 'failed'; left?: boolean } {
    const now = this.#customers.get(key);
    if (operation === 'remove') {
      if (now?.data) return { outcome: 'failed' };
      this.#set(key, before, touched);
      return { outcome: 'updated' };
    }
    if (!now?.data) return { outcome: operation === 'add' ? 'unchanged' : 'failed' };
    if (operation === 'add') {
      if (!isDeepStrictEqual(now.data, after)) return { outcome: 'failed' };
      this.#set(key, null, touched);
      return { outcome: 'updated' };
    }
    const data = new Map(Object.entries(now.data));
    let left = false;
    let restored = 0;
    for (const field of new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])) {
      const [from, to] = [before?.[field], after?.[field]];
      if (isDeepStrictEqual(from, to)) continue;
      if (isDeepStrictEqual(data.get(field), to)) {
        restored += 1;
        if (from === undefined) data.delete(field);
        else data.set(field, from);
      } else if (!isDeepStrictEqual(data.get(field), from)) left = true;
    }
    if (restored === 0) return { outcome: left ? 'failed' : 'unchanged' };
    this.#set(key, Object.fromEntries(data), touched);
    return { outcome: 'updated', left };
  }

  #set(key: string, data: JsonObject | null, touched: Set<string>): void {
    const { version = 0 } = this.#customers.get(key) ?? {};
    this.#customers.set(key, { version, data });
    touched.add(key);
  }

  /** One version a batch, for those whom it left otherwise than it found them. */
  #finish(
    operation: Operation,
    before: ReadonlyMap<string, Customer>,
    { touched, isPartial }: { readonly touched: ReadonlySet<string>; readonly isPartial: boolean },
  ): Done {
    const effects: Effect[] = [];
    for (const key of touched) {
      const now = this.#customers.get(key);
      const earlier = before.get(key)?.data ?? null;
      if (!now || isDeepStrictEqual(now.data, earlier)) continue;
      now.version += 1;
      effects.push({ key, before: earlier, after: now.data });
    }
    const done = { operation, effects, isPartial, undoneBy: null };
    this.#done.push(done);
    return done;
  }
}

function isUndone({ undoneBy }: Done): boolean {
  return undoneBy !== null && undoneBy.effects.length > 0 && !isUndone(undoneBy);
}

/** A top-level null is never stored; `whole`: what is given is stored as it stands. */
function merged(data: JsonObject, patch: JsonObject, how?: 'whole'): JsonObject {
  if (how === 'whole') return Object.fromEntries(Object.entries(patch).filter(([, given]) => given !== null));
  return naiveMergePatch(data, patch) as JsonObject;
}
