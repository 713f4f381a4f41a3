import assert from 'node:assert/strict';
import path from 'node:path';
import { atMost, type Bench, type Case, type Row } from '../case.ts';
import { checkAgreement, checkVersions } from '../checks.ts';
import { company, companyKeys, openCompany } from '../company-customers.ts';
import { type FileExpected, writeCompanyFile } from '../company-file.ts';
import { loadFloor, settle } from '../customers.ts';
import { fileFloor } from '../file-floor.ts';
import { residentMb, resetPeak } from '../memory.ts';
import { type Statistics, statistics } from '../statistics.ts';
import { openSubject, type Subject } from '../subject.ts';
import { Updates } from '../updates.ts';
import { countLines, upload } from '../upload.ts';

/** Records of a JSON request that is sent while a file is applied. */
const jsonRecords = 100;
/** JSON requests alone, before the file. */
const jsonAlone = 200;

/**
 * A file of a million rows, from its first byte until its last result file is written; in turn with `COPY` and one
 * `UPDATE … FROM`. Before each run the tables are vacuumed and a checkpoint is made; all five fields are new in each.
 */
export const csv1m: Case = {
  name: 'csv-1m',
  summary: '1,000,000 rows × 6 columns by upload until the last result file, against COPY and one UPDATE … FROM',
  async run(bench) {
    await using subject = await openSubject(bench, bench.scale.customers);
    const files = await openFiles(bench, subject);
    await using directory = await bench.openDirectory();
    const context = { bench, subject, files, directory: directory.path };
    bench.say('checking the results of both');
    const small = await measurePeak(context, bench.scale.fileRowsSmall);
    const found = await measurePairs(context);
    const json = await measureJson(context);
    return rows(bench, { ...found, small, json });
  },
};

interface Context {
  readonly bench: Bench;
  readonly subject: Subject;
  readonly files: Files;
  readonly directory: string;
}

/** The company whose customers are updated. */
interface Files {
  readonly token: string;
  readonly keys: readonly string[];
  /** Counts up, so that each file brings other values. */
  run: number;
  /** Updates that the versions must show. */
  applied: number;
}

async function openFiles(bench: Bench, subject: Subject): Promise<Files> {
  const { control, token } = subject;
  const customers = bench.scale.fileRows;
  const list = await openCompany(bench, subject, customers);
  // The campaign's customers are for the JSON requests; what both sides of a file hold is the company's alone.
  await loadFloor(control, list.listId);
  return { token, keys: await companyKeys(control, customers), run: 0, applied: 0 };
}

interface Applied {
  readonly ms: number;
  readonly peakMb: number;
}

async function newFile({ files, directory }: Context, rows: number): Promise<{ file: string; expected: FileExpected }> {
  files.run += 1;
  const file = path.join(directory, 'customers.csv');
  return { file, expected: await writeCompanyFile({ path: file, keys: files.keys, rows, run: files.run }) };
}

async function applyFile({ subject, files }: Context, file: string, expected: FileExpected): Promise<Applied> {
  const { service } = subject;
  await resetPeak(service.pid);
  const { ms, answer } = await upload({ url: service.url, token: files.token, company }, file);
  const peakMb = (await residentMb(service.pid))?.peak ?? NaN;
  const { success_count, failure_count, success_file_url, failure_file_url } = answer.payload;
  assert.deepEqual([success_count, failure_count], [expected.applied, expected.failed]);
  assert.equal(await countLines(success_file_url), expected.applied + 1);
  assert.equal(await countLines(failure_file_url), expected.failed + 1);
  files.applied += expected.applied;
  return { ms, peakMb };
}

async function measurePeak(context: Context, rows: number): Promise<Applied> {
  const { file, expected } = await newFile(context, rows);
  await fileFloor(context.subject.connectionString, file);
  return applyFile(context, file, expected);
}

interface Pairs {
  readonly ours: Statistics;
  readonly floor: Statistics;
  readonly ratios: Statistics;
  readonly peaks: Statistics;
  readonly bytes: number;
}

async function measurePairs(context: Context): Promise<Pairs> {
  const { bench, subject } = context;
  const { control, connectionString } = subject;
  const ours: number[] = [];
  const floor: number[] = [];
  const peaks: number[] = [];
  let bytes = 0;
  for (let pair = 0; pair < bench.scale.filePairs; pair += 1) {
    bench.signal.throwIfAborted();
    const { file, expected } = await newFile(context, bench.scale.fileRows);
    bytes = expected.bytes;
    const ourTurn = async () => {
      await settle(control, ['customers', 'floor']);
      const { ms, peakMb } = await applyFile(context, file, expected);
      ours.push(ms);
      peaks.push(peakMb);
    };
    const floorTurn = async () => {
      await settle(control, ['customers', 'floor']);
      floor.push(await fileFloor(connectionString, file));
    };
    const turns = pair % 2 === 0 ? [ourTurn, floorTurn] : [floorTurn, ourTurn];
    for (const turn of turns) await turn();
    bench.say(`pair ${pair + 1}: ours ${seconds(ours.at(-1))}, floor ${seconds(floor.at(-1))}`);
  }
  await checkVersions(control, 'customers', context.files.applied);
  await checkAgreement(control);
  const ratios = statistics(ours.map((ms, pair) => ms / (floor[pair] ?? NaN)));
  return { ours: statistics(ours), floor: statistics(floor), ratios, peaks: statistics(peaks), bytes };
}

interface JsonTimes {
  /** Milliseconds: 99 of 100 requests took no longer. */
  readonly alone: number;
  readonly beside: number;
  readonly requests: number;
}

/** JSON requests of 100 records, one after the other: alone, and while a file of another company is applied. */
async function measureJson(context: Context): Promise<JsonTimes> {
  const { bench, subject } = context;
  const updates = new Updates(subject.campaignId, bench.scale.customers);
  const ask = async (): Promise<number> => {
    const reply = await subject.update(updates.request(jsonRecords));
    assert.equal(reply.status, 200, reply.body.toString().slice(0, 300));
    return reply.ms;
  };
  const alone: number[] = [];
  for (let asked = 0; asked < jsonAlone; asked += 1) alone.push(await ask());
  const { file, expected } = await newFile(context, bench.scale.fileRows);
  const beside: number[] = [];
  const done = new AbortController();
  const applied = applyFile(context, file, expected).finally(() => done.abort());
  while (!done.signal.aborted) beside.push(await ask());
  await applied;
  return { alone: percentile(alone, 0.99), beside: percentile(beside, 0.99), requests: beside.length };
}

function percentile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? NaN;
}

function rows({ scale }: Bench, found: Pairs & { small: Applied; json: JsonTimes }): Row[] {
  const { ours, floor, ratios, peaks, bytes, small, json } = found;
  const perSecond = Math.round((scale.fileRows / ours.median) * 1000).toLocaleString('en');
  const size = `${scale.fileRows.toLocaleString('en')} rows of ${Math.round(bytes / scale.fileRows)} bytes`;
  const growth = peaks.max / small.peakMb;
  return [
    {
      name: 'csv-1m',
      ours: seconds(ours.median),
      floor: seconds(floor.median),
      value: ratios.median,
      unit: 'ratio',
      target: atMost(2, 1),
      notes: [`${size}, ${perSecond} rows a second; ratios ${ratios.samples.map((one) => one.toFixed(2)).join(', ')}`],
      details: { ours, floor, ratios, bytes },
    },
    {
      name: 'csv-1m: peak memory',
      ours: `${peaks.max.toFixed(0)} MB`,
      floor: null,
      value: peaks.max,
      unit: 'MB',
      target: atMost(350, 200),
      notes: [],
      details: { peaks },
    },
    {
      name: 'csv-1m: growth of the peak',
      ours: `${peaks.max.toFixed(0)} MB`,
      floor: `${small.peakMb.toFixed(0)} MB`,
      value: growth,
      unit: 'ratio',
      target: atMost(1.2, 1),
      notes: [`the floor is the peak with ${scale.fileRowsSmall.toLocaleString('en')} rows`],
      details: { small },
    },
    {
      name: 'csv-1m: JSON beside it',
      ours: `${json.beside.toFixed(0)} ms`,
      floor: `${json.alone.toFixed(0)} ms`,
      value: json.beside / json.alone,
      unit: 'ratio',
      target: atMost(5, 2),
      notes: [`p99 of ${json.requests} requests of ${jsonRecords} records; the floor is the same alone`],
      details: { json },
    },
  ];
}

function seconds(ms: number | undefined): string {
  return `${((ms ?? NaN) / 1000).toFixed(1)} s`;
}
