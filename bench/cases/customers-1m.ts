import assert from 'node:assert/strict';
import { atMost, type Bench, type Case } from '../case.ts';
import type { Control } from '../control.ts';
import { keyOf, settle, termsAreWritten } from '../customers.ts';
import { json } from '../http-client.ts';
import { statistics } from '../statistics.ts';
import { openSubject, type Subject } from '../subject.ts';

type Search = readonly [what: string, query: string, found: 'none' | 'one' | 'page'];

/** What is typed, and how many it finds. Every 42nd customer is called Asha Sharma and his number. */
const searchesOf = (customers: number): readonly Search[] => [
  ['all, by key', '', 'page'],
  ['one letter, of all keys', 'search=L', 'page'],
  ['one letter, of names', 'search=a', 'page'],
  ['one letter that nothing begins with', 'search=x', 'none'],
  ['a whole key', `search=${keyOf(customers).toUpperCase()}`, 'one'],
  ['a first name', 'search=asha', 'page'],
  ['a first and a last name', 'search=asha%20sharma', 'page'],
  ['one of them all', `search=asha%20sharma%20${customers - (customers % 42)}`, 'one'],
  ['a name that nobody has', 'search=asha%20zzz', 'none'],
  ['one digit', 'search=7', 'page'],
  ['the country code of all', 'search=91', 'page'],
  ['a whole number', `search=%2B91%20${7_000_000_000 + customers}`, 'one'],
  ['a number that nobody has', 'search=8888888888', 'none'],
  ['removed customers, of whom there are none', 'status=removed', 'none'],
  ['removed and others', 'status=all&search=s', 'page'],
];
/** Of pages one behind the other: how many, of how many customers. */
const pages = 50;
const pageSize = 200;

export const customers1m: Case = {
  name: 'customers-1m',
  summary: 'searches of a list of 1,000,000 customers by the start of keys, names and numbers',
  async run(bench) {
    const customers = bench.scale.customersSearched;
    await using subject = await openSubject(bench, customers);
    const fillSeconds = await fill(bench, subject);
    await settle(subject.control, ['customers']);
    const searches = searchesOf(customers);
    const samples = new Map<string, number[]>();
    for (let time = -bench.scale.warmUps; time < bench.scale.replays; time += 1) {
      bench.signal.throwIfAborted();
      for (const [what, query, found] of searches) {
        const { ms, page } = await ask(subject, query);
        assert.ok(
          found === 'page'
            ? page.data.length === 50 && page.nextCursor
            : page.data.length === (found === 'one' ? 1 : 0),
          what,
        );
        if (time >= 0) samples.set(what, [...(samples.get(what) ?? []), ms]);
      }
    }
    samples.set(`${pages} pages of ${pageSize} by one letter`, await follow(subject, 'search=p'));
    const all = [...samples].map(([what, ms]) => ({ what, ...statistics(ms) }));
    const slowest = all.reduce((a, b) => (a.median > b.median ? a : b));
    const worst = Math.max(...all.map(({ max }) => max));
    const size = await bytes(subject.control);
    return [
      {
        name: 'customers-1m',
        ours: `${slowest.median.toFixed(1)} ms`,
        floor: null,
        value: slowest.median,
        unit: 'ms',
        target: atMost(300, 100),
        notes: [
          `the slowest kind of ${all.length}, ${slowest.what}; one answer at worst ${worst.toFixed(1)} ms`,
          ...all.map(({ what, median, max }) => `${what}: ${median.toFixed(1)} ms, at worst ${max.toFixed(1)} ms`),
          `terms of ${customers} customers written afterwards in ${fillSeconds.toFixed(0)} s; they take ${Math.round(size / 2 ** 20)} MiB`,
        ],
        details: { customers, fillSeconds, bytes: size, searches: all },
      },
    ];
  },
};

/** The customers were loaded past the doors, as those of an older version are: the service writes their terms itself. */
async function fill(bench: Bench, { control, list }: Subject): Promise<number> {
  bench.say('their terms are written');
  const start = performance.now();
  await control.query('insert into customer_terms_due (organization_id, list_id) values ($1, $2)', [
    list.organizationId,
    list.listId,
  ]);
  await termsAreWritten(control);
  return (performance.now() - start) / 1_000;
}

interface Page {
  readonly data: readonly { readonly key: string }[];
  readonly nextCursor: string | null;
  readonly incomplete: boolean;
}

async function ask({ client, campaignId }: Subject, query: string): Promise<{ ms: number; page: Page }> {
  const reply = await client.send({ method: 'GET', path: `/api/v1/lists/${campaignId}/customers?${query}` });
  assert.equal(reply.status, 200, reply.body.toString());
  const page = json<Page>(reply);
  assert.equal(page.incomplete, false);
  return { ms: reply.ms, page };
}

async function follow(subject: Subject, query: string): Promise<number[]> {
  const samples: number[] = [];
  const seen = new Set<string>();
  let cursor: string | null = '';
  for (let number = 0; number < pages && cursor !== null; number += 1) {
    const { ms, page }: { ms: number; page: Page } = await ask(
      subject,
      `${query}&limit=${pageSize}${cursor && `&cursor=${cursor}`}`,
    );
    for (const { key } of page.data) assert.ok(!seen.has(key) && seen.add(key), `${key} came twice`);
    samples.push(ms);
    cursor = page.nextCursor;
  }
  return samples;
}

async function bytes(control: Control): Promise<number> {
  const [row] = await control.query<{ bytes: string }>(`select pg_total_relation_size('customer_terms') as bytes`);
  return Number(row?.bytes);
}
