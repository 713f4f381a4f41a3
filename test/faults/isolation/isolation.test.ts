/**
 * Every operation of the OpenAPI document × whoever is not to be served: generated, so that a new operation cannot be
 * forgotten. What is expected of each follows from the document (scope, parameters) and from the operation's row.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signIn } from '../../acceptance/signed-in.ts';
import type { TestService } from '../../service.ts';
import type { Answer, Client } from '../../tenant.ts';
import { send } from '../ask.ts';
import { type DocumentedOperation, fetchDocument, operationsIn } from '../documented-operations.ts';
import { newOwner, next, type Owner } from '../owner.ts';
import type { Prepared, Row } from '../rows/row.ts';
import { rowsOf, unusedRows } from '../rows/rows-of.ts';
import { startServiceForAll } from '../start-service.ts';
import { callersWithout, refusedCallers } from './callers.ts';
import { assertIndistinguishable, unlike } from './compare-answers.ts';
import {
  actsBelow,
  organizationParameters,
  statusOfActing,
  statusOfForeign,
  statusOfRefused,
} from './expected-status.ts';
import { dumpOrganization } from './organization-dump.ts';

/** One operation with one of its rows, and what that made in the victim organization. */
interface Case {
  readonly operation: DocumentedOperation;
  readonly row: Row;
  readonly victims: Prepared;
}

let service: TestService;
let operations: DocumentedOperation[];
/** parent → victim → child; parent → served, which is as the victim is, but that its things are asked for by right. */
let parent: Owner;
let victim: Owner;
let served: Owner;
let child: Owner;
/** A stranger who has signed in with a browser. */
let byCookie: { readonly admin: Client };
let stranger: Owner;
const cases: Case[] = [];
/** Tokens of the victim that are good for nothing any more. */
let ended: Awaited<ReturnType<typeof refusedCallers>>;
/** The victim before anybody asks. */
let dumped: Awaited<ReturnType<typeof dumpOrganization>>;

before(async () => {
  service = await startServiceForAll();
  operations = operationsIn(await fetchDocument(service.anybody));
  parent = await newOwner(service);
  victim = await newOwner(service, parent.code);
  served = await newOwner(service, parent.code);
  child = await newOwner(service, victim.code);
  stranger = await newOwner(service);
  byCookie = { admin: await signIn(service.url, { token: stranger.admin.token }) };
  for (const operation of operations) {
    for (const row of rowsOf(operation)) cases.push({ operation, row, victims: await row.prepare(victim) });
  }
  ended = await refusedCallers(service, victim);
  dumped = await dumpOrganization(service.database, victim.code);
});
after(() => service[Symbol.asyncDispose]());

/** Runs it for each case, and names the case that fails. */
async function forEach(check: (one: Case) => Promise<void>): Promise<void> {
  for (const one of cases) {
    try {
      await check(one);
    } catch (error) {
      throw new Error(`${one.operation.name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}

function assertStatus({ status, text }: Answer, expected: number | 'served', { row, who }: Said): void {
  const isRight =
    expected === 'served' && row.served === undefined ? status >= 200 && status < 300 : status === wanted();
  assert.ok(isRight, `${who} is answered ${status}, not ${wanted()}: ${text.slice(0, 500)}`);

  function wanted(): number | string {
    return expected === 'served' ? (row.served ?? '2xx') : expected;
  }
}
interface Said {
  readonly row: Row;
  readonly who: string;
}

/** Nothing of the victim may stand in it but what the request brought. */
function assertSilent({ text }: Answer, sent: Prepared): void {
  assert.equal(text.includes(victim.canary), false, `the answer shows the victim's data: ${text.slice(0, 500)}`);
  const ids = cases.flatMap(({ victims }) => victims.ids).filter((id) => id !== victim.code);
  const shown = ids.filter((id) => !sent.ids.includes(id) && text.includes(id));
  assert.deepEqual(shown, [], 'the answer shows what the victim has');
}

test('each operation has a row, and each row an operation', () => {
  assert.ok(operations.length > 50);
  assert.deepEqual(unusedRows(operations), []);
});

test('an operation without a row fails with a sentence that says what to add', () => {
  const [any] = operations;
  assert.ok(any);
  assert.throws(
    () => rowsOf({ ...any, name: 'GET /api/v1/new', operationId: 'listNew' }),
    /GET \/api\/v1\/new has no row: say in test\/faults\/rows what a good request of `listNew` is/,
  );
});

test('whose token is missing, unknown, revoked or expired, or whose user or client was ended, is served nowhere', async () => {
  await forEach(async ({ operation, row, victims }) => {
    if (operation.scope === 'public') return;
    const answers = await Promise.all(
      Object.entries(ended).map(async ([who, caller]) => {
        const answer = await send(caller, operation, victims.ask());
        assertStatus(answer, statusOfRefused(operation, who), { row, who });
        assertSilent(answer, victims);
        return [who, answer.text.replace(/"requestId":"[^"]*","timestamp":"[^"]*"/, '')] as const;
      }),
    );
    for (const kind of [/ token$/, / session/]) {
      const texts = answers.filter(([who]) => kind.test(who) && who !== 'no token').map(([, text]) => text);
      assert.ok(texts.length >= 3);
      assert.equal(new Set(texts).size, 1, `it is told what ails it: ${texts.join('\n')}`);
    }
  });
});

test('a token without the scope is refused, and has them all but that one', async () => {
  const callers = await callersWithout(served);
  await forEach(async ({ operation, row, victims }) => {
    const { scope } = operation;
    if (scope === null || scope === 'public' || scope === 'session') return;
    const caller = callers.get(scope);
    assert.ok(caller, `the scope ${scope} is none of ours`);
    const answer = await send(caller, operation, victims.ask());
    assertStatus(answer, 403, { row, who: `a token without ${scope}` });
    if (!row.rootOnly) assert.match(answer.text, new RegExp(`lacks the scope ${scope}`));
  });
});

test('a stranger, a parent and a child see nothing of it, and foreign is answered as unknown', async () => {
  await forEach(async ({ operation, row, victims }) => {
    if (operation.scope === 'public') return;
    for (const [who, { admin }] of Object.entries({ stranger, parent, child, 'a stranger by cookie': byCookie })) {
      if (who === 'parent' && row.reachesBelow) continue;
      // What its cookie is for; the acceptance tests ask it.
      if (admin === byCookie.admin && operation.scope === 'session') continue;
      const foreign = await send(admin, operation, victims.ask());
      assertStatus(foreign, statusOfForeign(operation, row), { row, who });
      assertSilent(foreign, victims);
      if (!row.names) continue;
      const unknown = await send(admin, operation, victims.ask(unlike));
      assertIndistinguishable(foreign, unknown, victims.ids);
    }
  });
});

test('who names it to act for and is not above it is refused, as if it did not exist', async () => {
  await forEach(async ({ operation, row, victims }) => {
    if (!operation.answers.has(400)) return;
    for (const parameter of organizationParameters) {
      const acting = async (who: string, admin: Client, code: string): Promise<Answer> => {
        const ask = victims.ask();
        const answer = await send(admin, operation, { ...ask, query: { ...ask.query, [parameter]: code } });
        assertStatus(answer, statusOfActing(operation, { parameter, isBelow: false }), { row, who });
        assertSilent(answer, victims);
        return answer;
      };
      for (const [who, { admin }] of Object.entries({ stranger, child })) {
        const foreign = await acting(who, admin, victim.code);
        const unknown = await acting(who, admin, unlike(victim.code));
        assertIndistinguishable(foreign, unknown, [victim.code]);
      }
      // What an operation does not take is refused to those above, too: it is never passed over.
      if (!actsBelow(operation, parameter)) await acting('parent', parent.admin, victim.code);
    }
  });
});

// After all those who should not have been let in.
test('nothing that the victim has has changed', async () => {
  assert.deepEqual(await dumpOrganization(service.database, victim.code), dumped);
});

test('its own token is served, so are those above it that name it, and its keys answer nobody else', async () => {
  await forEach(async ({ operation, row }) => {
    const own = await row.prepare(served);
    const takesKey = operation.parameters.some(({ name }) => name === 'Idempotency-Key');
    const key = takesKey ? { 'idempotency-key': `key-${next()}` } : undefined;
    const withKey = { headers: { ...own.ask().headers, ...key } };
    const owner = row.rootOnly ? service.administrator : served.admin;
    assertStatus(await send(owner, operation, { ...own.ask(), ...withKey }), 'served', { row, who: 'its owner' });
    if (key) {
      const answer = await send(stranger.admin, operation, { ...own.ask(), ...withKey });
      assertStatus(answer, statusOfForeign(operation, row), { row, who: 'a stranger with its key' });
      assert.equal(answer.headers.get('idempotency-replayed'), null);
    }
    if (row.reachesBelow) {
      const reached = await row.prepare(served);
      assertStatus(await send(parent.admin, operation, reached.ask()), 'served', { row, who: 'its parent' });
    }
    for (const parameter of organizationParameters.filter((name) => actsBelow(operation, name))) {
      const ask = (await row.prepare(served)).ask();
      const query = { ...ask.query, [parameter]: served.code };
      const answer = await send(parent.admin, operation, { ...ask, query });
      assertStatus(answer, statusOfActing(operation, { parameter, isBelow: true }), { row, who: 'its parent' });
    }
  });
});
