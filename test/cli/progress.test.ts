import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { showProgress } from '../../src/cli/progress.ts';

function watch(isTerminal: boolean) {
  let written = '';
  const { signal } = new AbortController();
  const err = (text: string) => (written += text);
  return { ...showProgress({ out: err, err, signal, isTerminal }), written: () => written };
}

test('draws on a terminal one line a step, with a bar while there is something to count', async () => {
  const progress = watch(true);
  const result = await progress.step('add customers', async (reached) => {
    reached(5_000, 20_000);
    return 'done';
  });
  assert.equal(result, 'done');
  const drawn = stripVTControlCharacters(progress.written()).split('\r');
  assert.ok(drawn.some((line) => /^ {2}add customers +\d\.\d s {2}█{5}░{15} 5,000$/.test(line)));
  assert.match(drawn.at(-1) ?? '', /^ {2}add customers +\d\.\d s\n$/);
});

test('writes plain lines elsewhere', async () => {
  const progress = watch(false);
  await progress.step('add customers', async (reached) => {
    reached(10_000, 20_000);
    reached(20_000, 20_000);
  });
  assert.match(progress.written(), /^ {2}add customers: 10,000 of 20,000\n {2}add customers: \d\.\d s\n$/);
});

test('ends the line of a step that fails, so that the error stands on its own', async () => {
  const progress = watch(true);
  await assert.rejects(
    progress.step('add customers', () => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.match(progress.written(), /\n$/);
});
