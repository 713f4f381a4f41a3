import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cycles } from './cycles.ts';
import { parseModule, readModules } from './modules.ts';
import { source } from './places.ts';

test('no modules import each other in a circle, not even for types', async () => {
  assert.deepEqual(cycles(await readModules(source)), []);
});

test('the rule about circles sees one, of any length', () => {
  const a = parseModule('a.ts', `import './b.ts';`);
  const b = parseModule('b.ts', `import type { C } from './c.ts';`);
  const c = parseModule('c.ts', `export * from './b.ts';`);
  assert.deepEqual(cycles([a, b, c]), ['b.ts → c.ts → b.ts']);
  assert.deepEqual(cycles([parseModule('a.ts', `import './a.ts';`)]), ['a.ts → a.ts']);
  assert.deepEqual(cycles([a, parseModule('b.ts', ''), c]), []);
});
