import assert from 'node:assert/strict';
import { alternate } from '../alternate.ts';
import { atLeast, atMost, type Bench, type Case, type Row } from '../case.ts';
import { checkFloor, checkHistories, checkVersions } from '../checks.ts';
import { clients, Crowd, type Request } from '../concurrent/crowd.ts';
import { countLost, Ledger } from '../concurrent/ledger.ts';
import type { Control } from '../control.ts';
import { type ProfileSummary, showProfile, type Span } from '../cpu-profile.ts';
import { type CpuTime, showCpu } from '../cpu-time.ts';
import { type Floor, openFloor } from '../floor.ts';
import type { Reply } from '../http-client.ts';
import { profiled } from '../profiled.ts';
import { type Statistics, statistics } from '../statistics.ts';
import { Stopwatch } from '../stopwatch.ts';
import { openSubject, type Subject } from '../subject.ts';

const historiesChecked = 20;

/**
 * Eight clients at once, each sending its requests one after the other. Ours: half of each request is the same for all
 * clients, in another order each. The floor: no two clients ever name the same customer, for it would deadlock.
 */
export const jsonConcurrent: Case = {
  name: 'json-concurrent',
  summary: '8 clients, half of the records of each shared by all, against 8 clients of the floor on disjoint records',
  async run(bench) {
    return rows(await profiled({ bench, name: 'json-concurrent' }, compete));
  },
};

async function compete(bench: Bench): Promise<Found> {
  const { customers, records, rounds, requestsPerClient } = bench.scale;
  await using subject = await openSubject(bench, customers);
  await using floor = await openFloor(bench, subject);
  const { control, service, campaignId } = subject;
  const watches = {
    ours: new Stopwatch({ control, child: service, applicationName: 'amend' }),
    floor: new Stopwatch({ control, child: floor.server, applicationName: 'floor' }),
  };
  const crowd = new Crowd(campaignId, { customers, records });
  const sides = { subject, floor, crowd, ledger: new Ledger(customers) };
  bench.say('checking the results of both');
  await measure({ ...bench, scale: { ...bench.scale, rounds: 1 } }, sides, null);
  assert.equal(await check(bench, sides, 1), 0, 'updates lost');
  bench.say(`timing ${rounds} rounds`);
  const perSecond = await measure(bench, sides, watches);
  const lost = await check(bench, sides, 1 + rounds);
  const requests = rounds * clients * requestsPerClient;
  const cpu = { ours: watches.ours.cpuOfOne(requests), floor: watches.floor.cpuOfOne(requests) };
  return {
    perSecond,
    cpu,
    lost,
    deadlocks: await countDeadlocks(control),
    ledger: sides.ledger,
    spans: watches.ours.spans,
  };
}

interface Sides {
  readonly subject: Subject;
  readonly floor: Floor;
  readonly crowd: Crowd;
  readonly ledger: Ledger;
}

interface Watches {
  readonly ours: Stopwatch;
  readonly floor: Stopwatch;
}

interface PerSecond {
  readonly ours: Statistics;
  readonly floor: Statistics;
}

/** Records a second, of each round. */
async function measure(
  { scale, signal }: Bench,
  { subject, floor, crowd, ledger }: Sides,
  watches: Watches | null,
): Promise<PerSecond> {
  const { rounds, requestsPerClient, records } = scale;
  const ours: number[] = [];
  const theirs: number[] = [];
  await alternate({
    times: rounds,
    signal,
    prepare: () => ({
      overlapping: Array.from({ length: requestsPerClient }, () => crowd.overlapping()),
      disjoint: Array.from({ length: requestsPerClient }, () => crowd.disjoint()),
    }),
    async ours({ overlapping }) {
      const round = async () => together(overlapping, async ({ body }) => subject.update(body));
      const { replies, seconds } = await (watches ? watches.ours.watch(round) : round());
      const failedBefore = ledger.failed;
      for (const [request, reply] of replies) ledger.enter(request, reply);
      ours.push((replies.length * records - (ledger.failed - failedBefore)) / seconds);
    },
    async floor({ disjoint }) {
      const round = async () => together(disjoint, async ({ body }) => floor.update(body));
      const { replies, seconds } = await (watches ? watches.floor.watch(round) : round());
      for (const [, reply] of replies) checkFloor(reply, records);
      theirs.push((replies.length * records) / seconds);
    },
  });
  return { ours: statistics(ours), floor: statistics(theirs) };
}

interface Together {
  readonly replies: readonly (readonly [Request, Reply])[];
  readonly seconds: number;
}

/** All clients at once; each sends its next request when its last one was answered. */
async function together(
  turns: readonly (readonly Request[])[],
  send: (request: Request) => Promise<Reply>,
): Promise<Together> {
  const replies: (readonly [Request, Reply])[] = [];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (const turn of turns) {
        const request = turn[client];
        if (request) replies.push([request, await send(request)]);
      }
    }),
  );
  return { replies, seconds: (performance.now() - start) / 1000 };
}

/** How many updates were lost, after that many rounds. */
async function check({ scale }: Bench, { subject, ledger }: Sides, rounds: number): Promise<number> {
  assert.deepEqual(ledger.refused, []);
  await checkVersions(subject.control, 'floor', rounds * clients * scale.requestsPerClient * scale.records);
  await checkHistories(subject, historiesChecked);
  return countLost(subject.control, ledger);
}

async function countDeadlocks(control: Control): Promise<number> {
  const [row] = await control.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  return Number(row?.deadlocks);
}

interface Found {
  readonly perSecond: PerSecond;
  /** Of one request. */
  readonly cpu: { readonly ours: CpuTime | null; readonly floor: CpuTime | null };
  readonly ledger: Ledger;
  /** When ours ran. */
  readonly spans: readonly Span[];
  readonly lost: number;
  readonly deadlocks: number;
}

function rows({
  ledger,
  perSecond,
  cpu,
  lost,
  deadlocks,
  profile,
}: Found & { readonly profile: ProfileSummary | null }): Row[] {
  const { ours, floor } = perSecond;
  const { records, retried, failed, refused } = ledger;
  const none = (what: string, value: number): Row => ({
    name: `json-concurrent, ${what}`,
    ours: String(value),
    floor: null,
    value,
    unit: 'count',
    target: atMost(0, 0),
    notes: [],
    details: {},
  });
  const share = (part: number) => `${((part / records) * 100).toFixed(1)} %`;
  return [
    {
      name: 'json-concurrent',
      ours: `${Math.round(ours.median).toLocaleString('en')}/s`,
      floor: `${Math.round(floor.median).toLocaleString('en')}/s`,
      value: ours.median / floor.median,
      unit: 'ratio',
      target: atLeast(0.6, 1),
      notes: [
        `records a second; ${share(retried)} of ours retried, ${share(failed)} failed (busy through every try)`,
        `CPU of a request: ours ${showCpu(cpu.ours)}; floor ${showCpu(cpu.floor)}`,
        ...showProfile(profile),
      ],
      details: { ours, floor, cpu, profile, records, retried, failed },
    },
    none('lost updates', lost),
    none('deadlocks', deadlocks),
    none('refused or 5xx', refused.length),
  ];
}
