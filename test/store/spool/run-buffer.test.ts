import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecordLines } from '../../../src/store/spool/record-lines.ts';
import { RunBuffer } from '../../../src/store/spool/run-buffer.ts';

const size = { bytesMax: 2_000, packRecordsMax: 3, packBytesMax: 300 };
const record = (index: number, key: string, note = 'x') => ({ index, key, patch: { note } });

function taken(buffer: RunBuffer) {
  return [...buffer.take()].map(({ firstKey, lastKey, count, text }) => {
    const records = readRecordLines(text.toString());
    assert.equal(records.length, count);
    return { first: firstKey.toString(), last: lastKey.toString(), indexes: records.map(({ index }) => index) };
  });
}

test('a run is given out sorted, in packs, and then the buffer is empty', () => {
  const buffer = new RunBuffer(size);
  for (const [index, key] of ['d', 'b', 'a', 'b', 'c'].entries()) assert.ok(buffer.add(record(index, key)));
  assert.deepEqual(taken(buffer), [
    { first: 'a', last: 'b', indexes: [2, 1, 3] },
    { first: 'c', last: 'd', indexes: [4, 0] },
  ]);
  assert.deepEqual(taken(buffer), []);
  assert.ok(buffer.add(record(9, 'é')));
  assert.deepEqual(taken(buffer), [{ first: 'é', last: 'é', indexes: [9] }]);
});

test('a record that finds no room waits for the next run, and an empty buffer takes one of any size', () => {
  const buffer = new RunBuffer(size);
  assert.ok(buffer.add(record(0, 'a')));
  const huge = record(1, 'b', 'é'.repeat(10_000));
  assert.equal(buffer.add(huge), false);
  assert.deepEqual(taken(buffer), [{ first: 'a', last: 'a', indexes: [0] }]);
  assert.ok(buffer.add(huge));
  assert.equal(buffer.add(record(2, 'c', 'é'.repeat(10_000))), false);
  assert.deepEqual(taken(buffer), [{ first: 'b', last: 'b', indexes: [1] }]);
});

test('a run names its own fields alone', () => {
  const buffer = new RunBuffer(size);
  for (const field of ['a', 'b']) {
    assert.ok(buffer.add({ index: 0, key: 'k', patch: { [field]: 1 } }));
    const [pack] = [...buffer.take()];
    assert.equal(pack?.text.toString(), `[["${field}"]\n,["k",0,0,1]\n]`);
  }
});

test('a pack ends early where its records are long', () => {
  const buffer = new RunBuffer(size);
  for (const index of [0, 1, 2]) assert.ok(buffer.add(record(index, `k${index}`, 'x'.repeat(200))));
  assert.deepEqual(
    taken(buffer).map(({ indexes }) => indexes),
    [[0], [1], [2]],
  );
});
