import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Crowd } from '../../bench/concurrent/crowd.ts';
import { Updates } from '../../bench/updates.ts';

interface Sent {
  readonly records: readonly { readonly id: string; readonly data: Readonly<Record<string, unknown>> }[];
}
const sent = (body: Buffer): Sent => JSON.parse(body.toString()) as Sent;
const ids = (body: Buffer): string[] => sent(body).records.map(({ id }) => id);

test('each request changes four fields of each of its customers, and names none twice', () => {
  const updates = new Updates('camp_1', 50);
  const before = new Map<string, Readonly<Record<string, unknown>>>();
  for (let time = 0; time < 100; time += 1) {
    const body = updates.request(20);
    assert.equal(new Set(ids(body)).size, 20);
    for (const { id, data } of sent(body).records) {
      assert.equal(Object.keys(data).length, 4);
      for (const [field, value] of Object.entries(data)) assert.notEqual(value, before.get(id)?.[field], field);
      before.set(id, data);
    }
  }
  assert.equal(before.size, 50);
});

test('customers that are not in the list come on top', () => {
  const all = ids(new Updates('camp_1', 50).request(20, 5));
  assert.equal(all.length, 25);
  assert.equal(all.filter((id) => id.startsWith('gone_')).length, 5);
});

test('disjoint requests share no customer', () => {
  const bodies = new Updates('camp_1', 100).disjoint(5, 20);
  assert.equal(new Set(bodies.flatMap(ids)).size, 100);
});

test('of a crowd half of each request is the same for all clients, in another order', () => {
  const requests = new Crowd('camp_1', { customers: 900, records: 40 }).overlapping();
  assert.equal(requests.length, 8);
  const [first = [], ...others] = requests.map(({ body }) => ids(body));
  const shared = first.filter((id) => others.every((other) => other.includes(id)));
  assert.equal(shared.length, 20);
  assert.equal(new Set([first, ...others].flat()).size, 20 + 8 * 20);
  assert.notDeepEqual(
    others[0]?.filter((id) => shared.includes(id)),
    shared,
  );
});

test('the floor is never sent one customer by two clients, not even in two requests', () => {
  const crowd = new Crowd('camp_1', { customers: 900, records: 40 });
  const owners = new Map<string, number>();
  for (const { client, body } of [...crowd.disjoint(), ...crowd.disjoint()]) {
    for (const id of ids(body)) {
      assert.equal(owners.get(id) ?? client, client);
      owners.set(id, client);
    }
  }
});
