import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { type ApiDocument, consoleDocument } from '../../console/generate/api-document.ts';
import { startTestService } from '../service.ts';
import { consoleRules } from './console-rules.ts';
import { cycles } from './cycles.ts';
import { importFaults } from './import-rules.ts';
import { type Module, parseModule, readModules } from './modules.ts';
import { consoleSource, repository } from './places.ts';

/** The console's own modules: style sheets are no modules, and the generated client is nobody's writing. */
async function readConsole(): Promise<Module[]> {
  const modules = await readModules(consoleSource);
  return modules
    .filter(({ path }) => !path.includes('/generated/'))
    .map((module) => ({ ...module, imports: module.imports.filter(({ target }) => !isForeign(target)) }));
}

function isForeign(target: string): boolean {
  return /\.(?:css|svg)$/.test(target) || target.includes('/generated/');
}

describe('the rooms of the console', () => {
  test('import only whom they may: no page knows another', async () => {
    const modules = await readConsole();
    assert.ok(modules.flatMap(({ imports }) => imports).length > 100);
    assert.deepEqual(importFaults(modules, consoleRules), []);
  });

  test('do not import each other in a circle', async () => {
    assert.deepEqual(cycles(await readConsole()), []);
  });

  test('are seen to break the rules when they do', () => {
    const faultsOf = (path: string, text: string) =>
      importFaults([parseModule('pages/batches/batch.tsx', ''), parseModule(path, text)], consoleRules).length;
    assert.equal(faultsOf('pages/update/x.tsx', `import { Batch } from '../batches/batch.tsx';`), 1);
    assert.equal(faultsOf('parts/x.tsx', `import { Batch } from '../pages/batches/batch.tsx';`), 1);
    assert.equal(faultsOf('parts/x.tsx', `import fs from 'node:fs';`), 1);
    assert.equal(faultsOf('parts/x.tsx', `import { useQuery } from '@tanstack/react-query';`), 1);
    assert.equal(faultsOf('parts/x.tsx', `import axios from 'axios';`), 1);
  });
});

describe("the console's client", () => {
  test('is made from the API as it is: `npm run -s console:api` writes it down anew', async () => {
    await using service = await startTestService();
    const { body } = await service.anybody.call<ApiDocument>('GET /openapi.json');
    const kept = await readFile(new URL('console/openapi.json', repository), 'utf8');
    assert.ok(kept === consoleDocument(body), 'console/openapi.json is not what the service documents');
  });
});
