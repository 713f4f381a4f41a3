import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { temporaryDirectory } from '../temporary-directory.ts';
import { importFaults, importRules, roomOf } from './import-rules.ts';
import { parseModule, readModules } from './modules.ts';
import { repository, source } from './places.ts';

const engine = parseModule('engine/engine.ts', 'export const x = 1;');

/** The faults of one module beside a few innocent ones. */
function faultsOf(path: string, text: string): string[] {
  const others = ['store/database.ts', 'doors/api/routes.ts', 'http/route.ts', 'access/access.ts', 'app.ts'];
  const modules = [engine, ...others.map((name) => parseModule(name, '')), parseModule(path, text)];
  return importFaults(modules, importRules);
}

describe('the rooms of the house', () => {
  test('import only whom they may', async () => {
    const modules = await readModules(source);
    assert.ok(modules.flatMap(({ imports }) => imports).length > 500);
    assert.deepEqual(importFaults(modules, importRules), []);
  });

  test('have no rule that nothing needs', async () => {
    const modules = await readModules(source);
    const used = new Set<string>();
    const note = (from: string, target: string, kind: string) => used.add(`${from} → ${target} ${kind}`);
    for (const { path, imports } of modules) {
      for (const { target, isPackage, kind } of imports) {
        if (!isPackage) note(roomOf(path), roomOf(target), kind);
        for (const home of Object.keys(importRules.homes[target] ?? {})) {
          if (path === home || path.startsWith(`${home}/`)) note(home, target, kind);
        }
      }
    }
    const rules = [
      ...Object.entries(importRules.rooms).flatMap(([room, allowed]) =>
        allowed === 'everyone' ? [] : Object.entries(allowed).map(([target, kind]) => `${room} → ${target} ${kind}`),
      ),
      ...Object.entries(importRules.homes).flatMap(([target, homes]) =>
        Object.entries(homes).map(([home, kind]) => `${home} → ${target} ${kind}`),
      ),
    ];
    assert.deepEqual(
      rules.filter((rule) => !used.has(rule)),
      [],
    );
    const rooms = new Set(modules.map(({ path }) => roomOf(path)));
    assert.deepEqual(
      Object.keys(importRules.rooms).filter((room) => !rooms.has(room)),
      [],
    );
  });

  test('give every dependency a home', async () => {
    const { dependencies } = JSON.parse(await readFile(new URL('package.json', repository), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => importRules.homes[name] === undefined),
      [],
    );
  });
});

describe('the rule about imports sees', () => {
  for (const [what, path, text, fault] of [
    [
      'a static import',
      'engine/x.ts',
      `import { Database } from '../store/database.ts';`,
      /engine does not know store/,
    ],
    ['a type', 'engine/x.ts', `import type { Tx } from '../store/database.ts';`, /engine does not know store/],
    ['an inline type', 'engine/x.ts', `import { type Tx } from '../store/database.ts';`, /\(type\): engine does not/],
    ['an import for its effect', 'engine/x.ts', `import '../store/database.ts';`, /\(value\): engine does not/],
    ['a dynamic import', 'engine/x.ts', `export const x = await import('../store/database.ts');`, /engine does not/],
    ['export from', 'engine/x.ts', `export { Database } from '../store/database.ts';`, /engine does not know store/],
    ['export * from', 'engine/x.ts', `export * from '../store/database.ts';`, /engine does not know store/],
    ["import('…').Type", 'engine/x.ts', `export type X = import('../store/database.ts').Tx;`, /\(type\): engine does/],
    ['a door that imports the store', 'doors/campaign/x.ts', `import '../../store/database.ts';`, /not know store/],
    ['a door that imports a door', 'doors/campaign/x.ts', `import '../api/routes.ts';`, /not know doors\/api/],
    ['a value where types are allowed', 'http/x.ts', `import '../access/access.ts';`, /only its types may be/],
    ['a room that imports the composition', 'lists/x.ts', `import '../app.ts';`, /lists does not know app\.ts/],
    ['SQL in a door', 'doors/api/x.ts', `import { Pool } from 'pg';`, /its home is elsewhere/],
    ['a framework out of its home', 'lists/x.ts', `import Fastify from 'fastify';`, /its home is elsewhere/],
    ['a plugin by a path in it', 'lists/x.ts', `import '@fastify/helmet/x.js';`, /@fastify\/helmet .*elsewhere/],
    ['a child process', 'store/x.ts', `import { spawn } from 'node:child_process';`, /its home is elsewhere/],
    ['a stranger', 'http/x.ts', `import 'left-pad';`, /it has no home/],
    ['an engine that reads the clock of Node', 'engine/x.ts', `import 'node:timers';`, /engine is pure/],
    ['what is computed', 'http/x.ts', `export const x = await import(process.argv[2] ?? '');`, /\(computed\).*no home/],
    ['what is not there', 'http/x.ts', `import './nowhere.ts';`, /there is no such module/],
    ['a room that nobody announced', 'utils/x.ts', '', /lies in no room/],
  ] as const) {
    test(what, () => {
      const faults = faultsOf(path, text);
      assert.equal(faults.length, 1, faults.join('\n'));
      assert.match(faults[0] ?? '', fault);
    });
  }

  test('that there is nothing to walk', async () => {
    await using empty = await temporaryDirectory();
    await assert.rejects(readModules(empty.path), /There are no modules/);
    assert.throws(() => importFaults([], importRules), /There are no modules/);
  });

  test('nothing wrong in what is allowed', () => {
    assert.deepEqual(faultsOf('http/x.ts', `import type { Access } from '../access/access.ts';`), []);
    assert.deepEqual(faultsOf('store/x.ts', `import { x } from '../engine/engine.ts'; import 'pg';`), []);
    assert.deepEqual(faultsOf('service.ts', `import './app.ts';`), []);
  });
});
