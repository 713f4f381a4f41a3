import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { loans, type Tenant } from '../../tenant.ts';

let service: TestService;
let lender: Tenant;
before(async () => {
  service = await startTestService();
  lender = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

interface Day {
  readonly day: string;
  readonly [count: string]: string | number;
}

async function statistics(who: Tenant, query = ''): Promise<readonly Day[]> {
  const { status, body, text } = await who.call<{ data: { days: Day[] } }>(`GET /api/v1/statistics/records${query}`);
  assert.equal(status, 200, text);
  return body.data.days;
}

/** A batch of 4 records: 1 updated, 1 unchanged, 1 invalid, 1 failed; as if it had been asked for at that moment. */
async function batchAt(who: Tenant, moment: string, more = ''): Promise<string> {
  const campaignId = await who.campaign(loans(2));
  const { body } = await who.call<{ batchId: string }>(`PUT /api/v1/customers/update/bulk${more}`, {
    campaignId,
    records: [
      { id: 'loan_0', data: { n: 1 } },
      { id: 'loan_1', data: {} },
      { id: 'loan_1', data: { loan_amount: 'x' } },
      { id: 'nobody', data: { n: 1 } },
    ],
  });
  await service.database.query('update batches set created_at = $2 where public_id = $1', [body.batchId, moment]);
  return campaignId;
}

const none = { updated: 0, unchanged: 0, invalid: 0, failed: 0, batches: 0 };
const one = { updated: 1, unchanged: 1, invalid: 1, failed: 1, batches: 1 };

describe('GET /api/v1/statistics/records', () => {
  test('counts records by the day on which their batch was asked for, days without any among them', async () => {
    const own = await service.tenant();
    await batchAt(own, '2026-03-01T00:00:00Z');
    await batchAt(own, '2026-03-02T23:59:59.999Z');
    await batchAt(own, '2026-03-03T00:00:00Z', '?dryRun=true');
    const id = await batchAt(own, '2026-03-02T12:00:00Z');
    const period = '?by=day&from=2026-02-28&to=2026-03-03';
    assert.deepEqual(await statistics(own, period), [
      { day: '2026-02-28', ...none },
      { day: '2026-03-01', ...one },
      { day: '2026-03-02', updated: 2, unchanged: 2, invalid: 2, failed: 2, batches: 2 },
      { day: '2026-03-03', ...none },
    ]);
    assert.deepEqual((await statistics(own, `${period}&list=${id}`)).slice(1, 3), [
      { day: '2026-03-01', ...none },
      { day: '2026-03-02', ...one },
    ]);
    // Somebody else's list has no batches here, and neither has anybody else's organization.
    for (const query of [`${period}&list=${await lender.campaign()}`, `${period}&list=camp_nobody`]) {
      assert.ok((await statistics(own, query)).every(({ batches }) => batches === 0));
    }
    assert.ok((await statistics(lender, period)).every(({ batches }) => batches === 0));
  });

  test('the days are those of a time zone, however long they are there', async () => {
    const own = await service.tenant();
    await batchAt(own, '2026-10-24T21:59:59Z');
    await batchAt(own, '2026-10-24T22:00:00Z');
    await batchAt(own, '2026-10-25T22:59:59Z');
    const days = await statistics(own, '?from=2026-10-24&to=2026-10-26&timeZone=Europe/Berlin');
    assert.deepEqual(
      days.map(({ day, batches }) => [day, batches]),
      [
        ['2026-10-24', 1],
        ['2026-10-25', 2],
        ['2026-10-26', 0],
      ],
    );
  });

  test('of the last thirty days where nothing is said, today among them', async () => {
    const own = await service.tenant();
    await own.bulkUpdate(await own.campaign(loans(1)), [{ id: 'loan_0', data: { n: 1 } }]);
    const days = await statistics(own, '?timeZone=Asia/Kolkata');
    assert.equal(days.length, 30);
    assert.deepEqual(
      days.map((day) => day['batches']).reduce((sum, count) => Number(sum) + Number(count), 0),
      2,
    );
  });

  test('needs its scope, and refuses what is no period and no time zone', async () => {
    const other = await lender.withScopes('customers:read');
    assert.equal((await other.call('GET /api/v1/statistics/records')).status, 403);
    for (const [query, sentence] of [
      ['by=hour', /by must be/],
      ['from=2026-02-30', /from must be/],
      ['from=2026-03-02&to=2026-03-01', /from must not be after to/],
      ['from=2024-01-01&to=2026-01-01', /at most 366 days/],
      ['timeZone=Mars/Olympus', /timeZone must be the name of a time zone/],
      ['timeZone=%2B05:30', /timeZone must be the name of a time zone/],
      ['zone=UTC', /unknown query parameter zone/],
    ] as const) {
      const { status, text } = await lender.call(`GET /api/v1/statistics/records?${query}`);
      assert.equal(status, 400, text);
      assert.match(text, sentence);
    }
  });
});
