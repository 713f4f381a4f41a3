import type { Client } from '../../tenant.ts';
import type { SentBatch } from './json-client.ts';
import type { Ledger } from './ledger.ts';
import { type Batch, closingFaults, type OutcomeBody, readChanges, readOutcomes } from './read-batches.ts';

interface Checked {
  readonly who: Client;
  /** Of the campaign, as the service shows them. */
  readonly batches: readonly Batch[];
  readonly sent: readonly SentBatch[];
  readonly ledger: Ledger;
}

/** What became of the batches against what was sent: sentences about what does not fit. */
export async function checkJson({ who, batches, sent, ledger }: Checked): Promise<string[]> {
  const faults = batches.flatMap(closingFaults);
  const ofNumber = new Map<number, Batch>();
  let anonymous = 0;
  for (const batch of batches) {
    const numbers = await enterChanges({ who, batch, sent, ledger, faults });
    const answered = sent.find(({ answer }) => answer?.body.batchId === batch.id);
    if (answered) numbers.add(answered.number);
    if (numbers.size > 1) faults.push(`${batch.id} did what several requests asked for: ${[...numbers].join(', ')}`);
    for (const number of numbers) {
      if (ofNumber.has(number)) faults.push(`request ${number} was carried out twice, at last by ${batch.id}`);
      ofNumber.set(number, batch);
    }
    if (numbers.size === 0) anonymous += 1;
  }
  for (const request of sent) faults.push(...(await requestFaults(who, request, ofNumber.get(request.number))));
  const unknown = sent.filter(({ number }) => !ofNumber.has(number)).length;
  if (anonymous > unknown) faults.push(`${anonymous} batches changed nothing, of at most ${unknown} requests`);
  return faults;
}

type Entering = Omit<Checked, 'batches'> & { readonly batch: Batch; readonly faults: string[] };

/** Into the ledger; answers the numbers of the requests that the changes name. */
async function enterChanges({ who, batch, sent, ledger, faults }: Entering): Promise<Set<number>> {
  const numbers = new Set<number>();
  let changes = 0;
  for await (const page of readChanges(who, batch.id)) {
    for (const { key, version, changes: fields } of page) {
      const { from = null, to = null } = fields['mark'] ?? {};
      const [number = -1, index = -1] = String(to).split('/').map(Number);
      if (sent[number]?.body.records[index]?.id !== key) faults.push(`${batch.id} set ${key} to ${String(to)}`);
      numbers.add(number);
      ledger.add({ key, version, from, to, batchId: batch.id });
      changes += 1;
    }
  }
  if (changes !== batch.counts['updated']) {
    faults.push(`${batch.id} counts ${batch.counts['updated']} updates and made ${changes}`);
  }
  return numbers;
}

async function requestFaults(who: Client, request: SentBatch, batch: Batch | undefined): Promise<string[]> {
  const { number, key, answer } = request;
  const named = `request ${number} (${key === null ? 'no key' : 'with a key'}, ${batch?.id ?? 'no batch'})`;
  if (!batch) return key === null && answer === null ? [] : [`${named} was answered, and there is no batch`];
  const faults: string[] = [];
  const outcomes = await readOutcomes(who, batch.id);
  const shown = outcomes.map(({ outcome, error }) => (outcome === 'failed' ? String(error) : outcome));
  const whole = expected(request);
  const isWhole = shown.join() === whole.join();
  const wasCutOff = key === null && answer === null;
  if (!isWhole && !(wasCutOff && isCutOff(request, shown))) faults.push(`${named} ended as ${summary(shown)}`);
  if (outcomes.some(({ index }, place) => index !== place)) faults.push(`${named} lacks outcomes, or has some twice`);
  const state = isWhole ? 'completed' : 'failed';
  if (batch.state !== state) faults.push(`${named} is ${batch.state}, not ${state}`);
  if (!countsAgree(batch, outcomes)) faults.push(`${named}: ${JSON.stringify(batch.counts)} for ${summary(shown)}`);
  if (answer && !answersAgree(answer.body.results, batch)) faults.push(`${named} was answered ${answer.text}`);
  return faults;
}

/** What each record ends as where the batch comes to its end. */
function expected({ atomic, meant }: SentBatch): string[] {
  const isAborted = atomic && meant.some((end) => end !== 'updated');
  return meant.map((end) => {
    if (end === 'missing') return 'document_missing_exception';
    return isAborted && end === 'updated' ? 'batch_aborted_exception' : end;
  });
}

/** Some of it as meant, the rest never reached; of an atomic batch nothing. */
function isCutOff(request: SentBatch, shown: readonly string[]): boolean {
  const whole = expected(request);
  const interrupted = 'batch_interrupted_exception';
  return (
    shown.length === whole.length &&
    shown.every((end, index) => end === whole[index] || (end === interrupted && whole[index] !== 'invalid')) &&
    !(request.atomic && shown.includes('updated'))
  );
}

function countsAgree({ counts }: Batch, outcomes: readonly OutcomeBody[]): boolean {
  const kinds = ['updated', 'unchanged', 'invalid', 'failed'] as const;
  return kinds.every((kind) => counts[kind] === outcomes.filter(({ outcome }) => outcome === kind).length);
}

type Results = NonNullable<SentBatch['answer']>['body']['results'];

function answersAgree(results: Results, { counts }: Batch): boolean {
  const names = ['total', 'valid', 'invalid', 'successful', 'failed'] as const;
  return names.every((name) => results[name] === counts[name]);
}

function summary(ends: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].map(([end, count]) => `${count} ${end}`).join(', ');
}
