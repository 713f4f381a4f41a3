/**
 * Random requests of every operation of the OpenAPI document: whatever comes, the answer is one that the document has.
 * `FAULT_ROUNDS=20` makes twenty times as many.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import type { TestService } from '../../service.ts';
import { type DocumentedOperation, fetchDocument, operationsIn } from '../documented-operations.ts';
import { newOwner, type Owner } from '../owner.ts';
import type { Prepared, Row } from '../rows/row.ts';
import { rowsOf } from '../rows/rows-of.ts';
import { rounds, seeded } from '../seeded.ts';
import { startServiceForAll } from '../start-service.ts';
import { type AnswerFaults, answerFaultsBy } from './answer-faults.ts';
import { describeRequest, exchange, type RawRequest, renamed } from './raw-request.ts';
import { requestsOf } from './requests-of.ts';

const requestsEach = 15 * rounds;
/** An operation that writes uses up what its requests name: a good request needs it fresh. */
const requestsOfOneThing = 5;
/** Finding the smallest request that fails. */
const shrinkMsMax = 20_000;
/** What a process may come to hold more while it is asked at random. Loose: it is to see what grows without bound. */
const growthBytesMax = 600 * 2 ** 20;

/** `FAULT_OPERATION=getBatch,listBatches` asks these alone. */
const only = process.env['FAULT_OPERATION']?.split(',');

interface Asked {
  readonly owner: Owner;
  readonly faultsOf: AnswerFaults;
  readonly seed: number;
  /** What was answered, how often. */
  readonly statuses: Map<string, number>;
}

let service: TestService;
before(async () => {
  service = await startServiceForAll();
});
after(() => service[Symbol.asyncDispose]());

test(`${requestsEach} random requests of each operation are answered, each as the OpenAPI document says`, (t) =>
  seeded('test/faults/random-input', async (seed) => {
    const document = await fetchDocument(service.anybody);
    const owner = await newOwner(service);
    const statuses = new Map<string, number>();
    const asked: Asked = { owner, faultsOf: answerFaultsBy(document), seed, statuses };
    const failures: string[] = [];
    let held = 0;
    for (const operation of operationsIn(document)) {
      if (only && !only.includes(operation.operationId)) continue;
      failures.push(...(await askOperation(operation, asked)));
      // The first ones fill caches and pools.
      if (held === 0) held = process.memoryUsage.rss();
    }
    const grown = process.memoryUsage.rss() - held;
    t.diagnostic(
      `${[...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')}; grown by ${grown >> 20} MiB`,
    );
    for (const { message, details } of service.takeErrors()) failures.push(`logged: ${message} ${inspect(details)}`);
    assert.ok(failures.length === 0, failures.join('\n\n'));
    assert.ok(grown < growthBytesMax, `the process has grown by ${grown} bytes`);
  }));

/** All of them are asked, whatever fails: a chance should show as much as it can. */
async function askOperation(operation: DocumentedOperation, asked: Asked): Promise<string[]> {
  const failures: string[] = [];
  try {
    for (const row of rowsOf(operation)) failures.push(...(await askAtRandom(operation, row, asked)));
  } catch (error) {
    failures.push(`${operation.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return failures;
}

async function askAtRandom(
  operation: DocumentedOperation,
  row: Row,
  { owner, faultsOf, seed, statuses }: Asked,
): Promise<string[]> {
  const first = await row.prepare(owner);
  const things = freshThings(row, { owner, first, isUsedUp: operation.method !== 'GET' });
  const { token } = row.rootOnly ? service.administrator : owner.admin;
  const requests = requestsOf(operation, first.ask(), { token: token ?? '', code: owner.code });
  const property = fc.asyncProperty(requests, async (request) => {
    const sent = renamed(request, first.ids, (await things()).ids);
    const answer = await exchange(service.url, sent);
    const status = `${Math.floor(answer.status / 100)}xx`;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const faults = faultsOf(operation, sent, answer);
    assert.ok(faults.length === 0, `${faults.join('; ')}\n  answered: ${answer.status} ${answer.text.slice(0, 1_000)}`);
  });
  const limits = { numRuns: requestsEach, interruptAfterTimeLimit: 60_000 * rounds + shrinkMsMax };
  const { failed, counterexample, errorInstance } = await fc.check(property, {
    seed: seedOf(operation, seed),
    ...limits,
  });
  return failed ? [failure(operation, counterexample?.[0], errorInstance)] : [];
}

/** Each operation gets chances of its own, the same when it is asked alone. */
function seedOf({ name }: DocumentedOperation, seed: number): number {
  return Buffer.from(name).reduce((mixed, byte) => (Math.imul(mixed, 31) + byte) | 0, seed);
}

function failure({ name }: DocumentedOperation, request: RawRequest | undefined, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `${name}: ${why}\n${request ? describeRequest(request).replaceAll(/^/gm, '  ') : ''}`;
}

/** What a request names, made anew now and then. */
function freshThings(
  row: Row,
  { owner, first, isUsedUp }: { owner: Owner; first: Prepared; isUsedUp: boolean },
): () => Promise<Prepared> {
  let current = first;
  let used = 0;
  return async () => {
    used += 1;
    if (isUsedUp && first.ids.length > 0 && used % requestsOfOneThing === 0) current = await row.prepare(owner);
    return current;
  };
}
