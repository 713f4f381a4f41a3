import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as fc from 'fast-check';
import type { TestService } from '../../service.ts';
import { fetchDocument, operationsIn } from '../documented-operations.ts';
import { rounds, seeded } from '../seeded.ts';
import { startServiceForAll } from '../start-service.ts';
import { hostileText } from './hostile-values.ts';
import { exchange } from './raw-request.ts';
import { encoded } from './requests-of.ts';

let service: TestService;
before(async () => {
  service = await startServiceForAll();
});
after(() => service[Symbol.asyncDispose]());

const requests = 150 * rounds;

const isPage = ({
  method,
  headers,
}: {
  method: string;
  headers: Readonly<Record<string, string | undefined>>;
}): boolean => (method === 'GET' || method === 'HEAD') && headers['content-type']?.startsWith('text/html') === true;

test('whatever is asked for and is no operation is refused in one clear sentence', () =>
  seeded('test/faults/random-input/odd-paths.test.ts', async (seed) => {
    const paths = operationsIn(await fetchDocument(service.anybody)).map(({ path }) => path);
    const part = fc.oneof(
      fc.constantFrom('..', '%2e%2e', '%', '%zz', '%00', '%ff', 'x'.repeat(3_000), 'api', 'v1', ';', '@', '{id}'),
      hostileText.map(encoded),
    );
    const odd = fc.array(part, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
    const targets = fc.oneof(
      odd,
      fc.tuple(fc.constantFrom(...paths), odd).map(([path, more]) => `${path}${more}`),
      fc.constantFrom(...paths).map((path) => path.toUpperCase()),
      fc.constantFrom(...paths).map((path) => `/${path}//`),
    );
    const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND');
    const property = fc.asyncProperty(methods, targets, async (method, target) => {
      const answer = await exchange(service.url, { method, target, headers: [], body: null });
      const { status, headers, text } = answer;
      // A page of the console, which tells by itself that nothing is there.
      if (status === 200 && isPage({ method, headers })) return;
      // 401: it was an operation after all.
      assert.ok([400, 401, 404, 405].includes(status), `${method} ${target}: ${status} ${text.slice(0, 300)}`);
      assert.ok(headers['x-request-id']);
      if (method === 'HEAD') {
        assert.equal(text, '');
        return;
      }
      assert.match(headers['content-type'] ?? '', /^application\/json/);
      const said = JSON.parse(text) as { message?: string; response_message?: string };
      assert.match(said.message ?? said.response_message ?? '', /\w/);
    });
    await fc.assert(property, { seed, numRuns: requests, interruptAfterTimeLimit: 60_000 * rounds });
  }));
