import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChunkTransaction, LockedCustomer } from '../../src/engine/ports.ts';
import type { Change, ValidRecord } from '../../src/engine/records.ts';
import { readTouchedFields } from '../../src/engine/touched-fields.ts';

const list = { organizationId: 1, listId: 1 };

describe('the fields touched since a version', () => {
  test('are those of all later changes', async () => {
    const history = chains({ a: [['n'], ['m'], ['m', 'o'], ['p']] });
    const { touchedSince } = await read(history, [['a', 2]]);
    assert.deepEqual(touchedSince('a', 2), new Set(['m', 'o', 'p']));
    assert.deepEqual(touchedSince('a', 3), new Set(['p']));
  });

  test('are not known where the history kept does not reach back so far', async () => {
    const history = chains({ a: [['n'], ['m'], ['o'], ['p']] });
    history.packs.delete(2);
    const { touchedSince } = await read(history, [['a', 1]]);
    assert.equal(touchedSince('a', 1), null);
    assert.deepEqual(touchedSince('a', 2), new Set(['o', 'p']));
  });

  test('are not known of a customer without history', async () => {
    const history = chains({ a: [['n'], ['m']] });
    history.customers.set('a', { ...locked('a', 2), lastPack: null });
    assert.equal((await read(history, [['a', 1]])).touchedSince('a', 1), null);
  });

  test('are read for what is behind alone, and no further back than needed', async () => {
    const history = chains({ a: [['n'], ['m'], ['o'], ['p']], b: [['n'], ['n']], c: [['n'], ['n']] });
    const { steps } = await read(history, [
      ['a', 3],
      ['a', 2],
      ['b', 2],
      ['c', 7],
      ['d', 1],
    ]);
    assert.deepEqual(steps, [[4], [3]]);
  });

  test('are read of all customers one step at a time, every pack once', async () => {
    const history = chains({ a: [['n'], ['m'], ['o']], b: [['n'], ['m'], ['o']] });
    const { touchedSince, steps } = await read(history, [
      ['a', 1],
      ['b', 1],
    ]);
    assert.deepEqual(steps, [[3], [2]]);
    assert.deepEqual(touchedSince('b', 1), new Set(['m', 'o']));
  });

  test('are read few packs at a time, however many a step needs', async () => {
    const history = chains({});
    const wanted = Array.from({ length: 50 }, (_, i): [string, number] => [`k${i}`, 1]);
    for (const [i, [key]] of wanted.entries()) {
      const change = { key, version: 2, previousPack: null, fields: { [`f${i}`]: { to: 1 } } };
      history.packs.set(i, new Map([[key, change]]));
      history.customers.set(key, { ...locked(key, 2), lastPack: i });
    }
    const { touchedSince, steps } = await read(history, wanted);
    assert.deepEqual(
      steps.map(({ length }) => length),
      [16, 16, 16, 2],
    );
    for (const [i, [key]] of wanted.entries()) assert.deepEqual(touchedSince(key, 1), new Set([`f${i}`]));
  });

  test('cost nothing where no record expects a version', async () => {
    const { steps } = await read(chains({ a: [['n'], ['m']] }), [['a', undefined]]);
    assert.deepEqual(steps, []);
  });

  test('count as unknown beyond the packs that one chunk may read', async () => {
    const history = chains({ a: Array.from({ length: 6000 }, () => ['n']) });
    const { touchedSince, steps } = await read(history, [['a', 1]]);
    assert.equal(touchedSince('a', 1), null);
    assert.equal(steps.length, 5000);
    assert.deepEqual(touchedSince('a', 5999), new Set(['n']));
  });
});

interface Chains {
  readonly customers: Map<string, LockedCustomer>;
  readonly packs: Map<number, Map<string, Change>>;
}

/** Customers with one change a version; the changes of one version, of all customers, lie in the pack of that number. */
function chains(histories: Record<string, readonly (readonly string[])[]>): Chains {
  const customers = new Map<string, LockedCustomer>();
  const packs = new Map<number, Map<string, Change>>();
  for (const [key, touched] of Object.entries(histories)) {
    for (const [place, names] of touched.entries()) {
      const version = place + 1;
      const fields = Object.fromEntries(names.map((name) => [name, { to: 1 }]));
      const pack = packs.get(version) ?? new Map<string, Change>();
      pack.set(key, { key, version, previousPack: place === 0 ? null : place, fields });
      packs.set(version, pack);
    }
    customers.set(key, locked(key, touched.length));
  }
  return { customers, packs };
}

async function read({ customers, packs }: Chains, expected: [key: string, version: number | undefined][]) {
  const steps: number[][] = [];
  const tx: Pick<ChunkTransaction, 'readPacks'> = {
    async readPacks(_list, ids) {
      steps.push([...ids]);
      return new Map(ids.flatMap((id) => entry(packs, id)));
    },
  };
  const records = expected.map(([key, expectedVersion], index): ValidRecord => {
    return { index, key, patch: {}, ...(expectedVersion !== undefined && { expectedVersion }) };
  });
  const touchedSince = await readTouchedFields(tx as ChunkTransaction, list, { customers, records });
  return { touchedSince, steps };
}

function entry(packs: Chains['packs'], id: number): [number, Map<string, Change>][] {
  const pack = packs.get(id);
  return pack ? [[id, pack]] : [];
}

function locked(key: string, version: number): LockedCustomer {
  return { key, version, removed: false, lastPack: version, data: {}, bytes: 2 };
}
