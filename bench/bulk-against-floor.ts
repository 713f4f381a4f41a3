import { alternate } from './alternate.ts';
import { atMost, type Bench, type Row } from './case.ts';
import { checkAgreement, checkFloor, checkHistories, checkUpdated, checkVersions } from './checks.ts';
import { type Span, showProfile } from './cpu-profile.ts';
import { type CpuTime, showCpu } from './cpu-time.ts';
import { meanDataBytes } from './customers.ts';
import { openFloor } from './floor.ts';
import type { Reply } from './http-client.ts';
import { profiled } from './profiled.ts';
import { type Statistics, statistics } from './statistics.ts';
import { Stopwatch } from './stopwatch.ts';
import { openSubject, type Subject } from './subject.ts';
import { Updates } from './updates.ts';

interface Wanted {
  readonly name: string;
  readonly customers: number;
}

const historiesChecked = 5;

/** Bulk updates of random customers, one at a time: the whole request, in turn with the floor's on the same customers. */
export async function bulkAgainstFloor(bench: Bench, { name, customers }: Wanted): Promise<Row[]> {
  const measured = await profiled({ bench, name }, async (bench) => measure(bench, customers));
  const { ours, floor, dataBytes, cpu, profile } = measured;
  const { records } = bench.scale;
  const recordsPerSecond = Math.round((records / ours.median) * 1000);
  const size = `${records.toLocaleString('en')} records on ${customers.toLocaleString('en')} customers of ${dataBytes} bytes`;
  return [
    {
      name,
      ours: `${ours.median.toFixed(0)} ms`,
      floor: `${floor.median.toFixed(0)} ms`,
      value: ours.median / floor.median,
      unit: 'ratio',
      target: atMost(1.5, 1),
      notes: [
        `${size}, ${recordsPerSecond.toLocaleString('en')} records a second`,
        `CPU of a request: ours ${showCpu(cpu.ours)}; floor ${showCpu(cpu.floor)}`,
        ...showProfile(profile),
      ],
      details: { customers, records, recordsPerSecond, ours, floor, dataBytes, cpu, profile },
    },
  ];
}

interface Measured {
  readonly ours: Statistics;
  readonly floor: Statistics;
  /** Of one request; null where the system does not tell. */
  readonly cpu: { readonly ours: CpuTime | null; readonly floor: CpuTime | null };
  /** When our requests ran. */
  readonly spans: readonly Span[];
  readonly dataBytes: number;
}

async function measure(bench: Bench, customers: number): Promise<Measured> {
  const { warmUps, runs, records } = bench.scale;
  await using subject = await openSubject(bench, customers);
  const { control } = subject;
  await using floor = await openFloor(bench, subject);
  const dataBytes = await meanDataBytes(control);
  const updates = new Updates(subject.campaignId, customers);
  const ours = new Stopwatch({ control, child: subject.service, applicationName: 'amend' });
  const theirs = new Stopwatch({ control, child: floor.server, applicationName: 'floor' });
  const turns = (times: number, { ourTime, floorTime }: { ourTime: Timing; floorTime: Timing }) =>
    alternate({
      times,
      signal: bench.signal,
      prepare: () => updates.request(records),
      ours: async (body) => void checkUpdated(await ourTime(async () => subject.update(body)), records),
      floor: async (body) => checkFloor(await floorTime(async () => floor.update(body)), records),
    });

  bench.say('checking the results of both');
  await turns(warmUps, { ourTime: untimed, floorTime: untimed });
  await check(subject, warmUps * records);
  bench.say(`timing ${runs} pairs`);
  await turns(runs, { ourTime: (send) => ours.time(send), floorTime: (send) => theirs.time(send) });
  await check(subject, (warmUps + runs) * records);
  return {
    ours: statistics(ours.samples),
    floor: statistics(theirs.samples),
    cpu: { ours: ours.cpuOfOne(runs), floor: theirs.cpuOfOne(runs) },
    spans: ours.spans,
    dataBytes,
  };
}

type Timing = (send: () => Promise<Reply>) => Promise<Reply>;

const untimed: Timing = async (send) => send();

async function check(subject: Subject, updates: number): Promise<void> {
  await checkVersions(subject.control, 'customers', updates);
  await checkAgreement(subject.control);
  await checkHistories(subject, historiesChecked);
}
