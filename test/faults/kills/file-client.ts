import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Client } from '../../tenant.ts';
import { csv, type File, sendUpdate } from '../../acceptance/company/company.ts';
import type { BatchBody } from '../../acceptance/upload-steps.ts';
import type { Chance } from '../seeded.ts';
import type { PatientCaller } from './patient-caller.ts';

/** A file as its client knows it: the rows by their number in the sheet, the header being row 1. */
export interface SentFile {
  readonly number: number;
  readonly key: string;
  readonly rows: readonly { readonly customerId: string; readonly name: string; readonly isGood: boolean }[];
  readonly batchId: string;
}

interface FileClientOptions {
  readonly caller: PatientCaller;
  readonly chance: Chance;
  /** Ids of the company's customers; each file has a row for each. */
  readonly ids: readonly string[];
  readonly sent: SentFile[];
  /** Called with each look at a file that runs. */
  readonly onLook: (batch: BatchBody) => void;
}

/** From when nothing is killed any more. */
const endMsMax = 180_000;
const lookMs = 100;
const badShare = 0.001;

/** Sends file after file, each when the one before has ended, until it is told to stop; the last one ends too. */
export async function runFileClient(options: FileClientOptions, stop: AbortSignal): Promise<void> {
  const { caller, sent } = options;
  while (!stop.aborted) {
    const { file, ...drawn } = drawFile(options);
    // Either the client waits for the result, or it is told where to look.
    const headers = { 'idempotency-key': drawn.key, ...(options.chance.happens(0.8) && { prefer: 'respond-async' }) };
    const answer = await caller.untilAnswered((who) => sendUpdate(who, file, { headers }));
    const { batchId } = answer.body.payload;
    sent.push({ ...drawn, batchId });
    await untilEnded(options, batchId, stop);
  }
}

function drawFile({ chance, ids, sent }: FileClientOptions): Omit<SentFile, 'batchId'> & { file: File } {
  const number = sent.length + 1;
  const rows = ids.map((customerId, index) => {
    const name = nameOf(number, index + 2);
    if (!chance.happens(badShare)) return { customerId, name, isGood: true };
    // No customer has this id; and a customer cannot be without a name.
    return { customerId: `KCNOBODY${String(index).padStart(8, '0')}`, name, isGood: false };
  });
  const file = csv(['customerId', 'legalName'], ...rows.map(({ customerId, name }) => [customerId, name]));
  return { number, key: `file ${number}`, rows, file };
}

/** What a file calls the customer of a row. */
export function nameOf(file: number, row: number): string {
  return `File ${file} row ${row}`;
}

async function untilEnded({ caller, onLook }: FileClientOptions, batchId: string, stop: AbortSignal): Promise<void> {
  let deadline = Infinity;
  for (;;) {
    const { body } = await caller.untilAnswered((who) => look(who, batchId));
    onLook(body.data);
    if (['completed', 'cancelled', 'failed'].includes(body.data.state)) return;
    if (stop.aborted && deadline === Infinity) deadline = performance.now() + endMsMax;
    if (performance.now() > deadline) throw new Error(`a file did not end: ${JSON.stringify(body.data)}`);
    await delay(lookMs);
  }
}

async function look(who: Client, batchId: string): Promise<Answer<{ data: BatchBody }>> {
  return who.call(`GET /api/v1/batches/${batchId}`);
}
