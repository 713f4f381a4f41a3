import assert from 'node:assert/strict';
import { alternate } from '../alternate.ts';
import { atMost, type Bench, type Case } from '../case.ts';
import { type BulkAnswer, checkHistories, checkUpdated, checkVersions } from '../checks.ts';
import { showProfile, type Span } from '../cpu-profile.ts';
import { type CpuTime, showCpu } from '../cpu-time.ts';
import { settle } from '../customers.ts';
import { json, type Reply } from '../http-client.ts';
import { profiled } from '../profiled.ts';
import { type Statistics, statistics } from '../statistics.ts';
import { Stopwatch } from '../stopwatch.ts';
import { openSubject, type Subject } from '../subject.ts';
import { Updates } from '../updates.ts';

const historiesChecked = 5;
const shownMax = 1_000;

interface PreviewAnswer extends BulkAnswer {
  readonly dryRun: boolean;
  readonly changes: readonly { readonly version: number }[];
}

export const preview10k: Case = {
  name: 'preview-10k',
  summary: 'what 10,000 random updates would do, 200,000 customers, against applying the same request',
  async run(bench) {
    const measured = await profiled({ bench, name: 'preview-10k' }, measure);
    const { preview, applying, cpu, profile } = measured;
    const { customers, records } = bench.scale;
    return [
      {
        name: 'preview-10k',
        ours: `${preview.median.toFixed(0)} ms`,
        floor: `${applying.median.toFixed(0)} ms`,
        value: preview.median / applying.median,
        unit: 'ratio',
        target: atMost(1, 0.6),
        notes: [
          `the floor is applying the same ${records.toLocaleString('en')} records of ${customers.toLocaleString('en')} customers`,
          `CPU of a request: preview ${showCpu(cpu.preview)}; applying ${showCpu(cpu.applying)}`,
          ...showProfile(profile),
        ],
        details: { customers, records, preview, applying, cpu, profile },
      },
    ];
  },
};

interface Measured {
  readonly preview: Statistics;
  readonly applying: Statistics;
  readonly cpu: { readonly preview: CpuTime | null; readonly applying: CpuTime | null };
  /** When previews were made. */
  readonly spans: readonly Span[];
}

async function measure(bench: Bench): Promise<Measured> {
  const { warmUps, runs, records, customers } = bench.scale;
  await using subject = await openSubject(bench, customers);
  const { control } = subject;
  await settle(control, ['customers']);
  const updates = new Updates(subject.campaignId, customers);
  const watch = () => new Stopwatch({ control, child: subject.service, applicationName: 'amend' });
  const [preview, applying] = [watch(), watch()];
  // Whoever goes second finds the rows in memory; that changes from pair to pair.
  const turns = (times: number, isTimed: boolean) =>
    alternate({
      times,
      signal: bench.signal,
      prepare: () => [updates.request(records), updates.request(records)] as const,
      async ours([body]) {
        const send = () => subject.preview(body);
        checkPreview(await (isTimed ? preview.time(send) : send()), records);
      },
      async floor([, body]) {
        const send = () => subject.update(body);
        checkUpdated(await (isTimed ? applying.time(send) : send()), records);
      },
    });
  bench.say('checking that a preview shows what applying does, and applies nothing');
  const shown = await checkAgreement(subject, { updates, records });
  await turns(warmUps, false);
  await check(subject, (warmUps + shown) * records);
  bench.say(`timing ${runs} pairs`);
  await turns(runs, true);
  await check(subject, (warmUps + runs + shown) * records);
  return {
    preview: statistics(preview.samples),
    applying: statistics(applying.samples),
    cpu: { preview: preview.cpuOfOne(runs), applying: applying.cpuOfOne(runs) },
    spans: preview.spans,
  };
}

function checkPreview(reply: Reply, records: number): PreviewAnswer {
  checkUpdated(reply, records);
  const answer = json<PreviewAnswer>(reply);
  assert.equal(answer.dryRun, true);
  assert.equal(answer.changes.length, Math.min(records, shownMax));
  return answer;
}

/** A preview, and its application. Answers how many requests were applied. */
async function checkAgreement(
  subject: Subject,
  { updates, records }: { updates: Updates; records: number },
): Promise<number> {
  const { batchId } = checkPreview(await subject.preview(updates.request(records)), records);
  await checkVersions(subject.control, 'customers', 0);
  const applied = await subject.client.send({ method: 'POST', path: `/api/v1/batches/${batchId}/apply` });
  assert.equal(applied.status, 200, applied.body.toString());
  const { data } = json<{ data: { id: string; counts: { updated: number } } }>(applied);
  assert.equal(data.counts.updated, records);
  const [row] = await subject.control.query<{ different: string }>(
    `select count(*) filter (where p.changes is distinct from a.changes) as different
     from (select id & 1048575 as place, changes from change_packs where id >> 20 =
         (select id from batches where public_id = $1)) p
     full join (select id & 1048575 as place, changes from change_packs where id >> 20 =
         (select id from batches where public_id = $2)) a using (place)`,
    [batchId, data.id],
  );
  assert.equal(Number(row?.different), 0, 'packs of changes that differ between the preview and its application');
  return 1;
}

async function check(subject: Subject, updates: number): Promise<void> {
  await checkVersions(subject.control, 'customers', updates);
  await checkHistories(subject, historiesChecked);
}
