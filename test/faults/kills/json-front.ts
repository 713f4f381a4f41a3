import type { Answer } from '../../tenant.ts';
import { type Chance, chanceOf } from '../seeded.ts';
import type { Battlefield } from './battlefield.ts';
import { checkJson } from './check-json.ts';
import type { Front, FrontOptions } from './front.ts';
import { runJsonClient, type SentBatch, sendBatch } from './json-client.ts';
import { type Entry, Ledger } from './ledger.ts';
import { PatientCaller } from './patient-caller.ts';
import { untilSettled } from './read-batches.ts';

const clients = 3;
const historiesSampled = 20;
const replaysSampled = 30;

/** Several clients that update the same customers of one campaign. */
export async function openJsonFront({ field, chance, stop }: FrontOptions): Promise<Front> {
  const { service, lender, campaignId, loanIds: ids } = field;
  const caller = new PatientCaller(service, lender.token);
  const sent: SentBatch[] = [];
  const sampled = chance.some(ids, historiesSampled);
  const ledger = new Ledger(await field.customers(campaignId, 'mark'), sampled);
  const running = Array.from({ length: clients }, () =>
    runJsonClient({ caller, chance: chanceOf(chance.below(2 ** 31)), campaignId, ids, sent }, stop),
  );
  return {
    running: Promise.all(running),
    progress: () => String(sent.length),
    describe: () => describe(sent),
    async check() {
      const who = await caller.client();
      const batches = (await untilSettled(who)).filter(({ operation }) => operation === 'update');
      const faults = await checkJson({ who, batches, sent, ledger });
      ledger.close(await field.customers(campaignId, 'mark'));
      for (const key of sampled) faults.push(...(await historyFaults(key, { field, caller, ledger })));
      for (const batch of sampleOf(sent, chance)) faults.push(...(await replayFaults(batch, caller)));
      return [...faults, ...ledger.faults, ...caller.faults];
    },
  };
}

function describe(sent: readonly SentBatch[]): string {
  const keyed = sent.filter(({ key }) => key !== null).length;
  const lost = sent.filter(({ answer }) => answer === null).length;
  return `${sent.length} requests, ${keyed} with a key, ${lost} of the others cut off`;
}

function sampleOf(sent: readonly SentBatch[], chance: Chance): readonly SentBatch[] {
  return chance.some(
    sent.filter(({ key }) => key !== null),
    replaysSampled,
  );
}

/**
 * The answer to a key stays what it was, across all restarts. It is made again, once, where a kill of the database came
 * before the stored one was on disk: from the same batch, so it is the same; and then it is stored.
 */
async function replayFaults(batch: SentBatch, caller: PatientCaller): Promise<string[]> {
  const isSame = ({ status, text }: Heard): boolean => status === batch.answer?.status && text === batch.answer.text;
  const first = await caller.untilAnswered((who) => sendBatch(who, batch));
  const again = isReplay(first) ? first : await caller.untilAnswered((who) => sendBatch(who, batch));
  if (isSame(first) && isSame(again) && isReplay(again)) return [];
  const heard = `${first.text}, and then (${isReplay(again)}) ${again.text}`;
  return [`request ${batch.number} was answered ${batch.answer?.text}; sent again it is ${heard}`];
}

type Heard = Awaited<ReturnType<PatientCaller['untilAnswered']>>;

function isReplay({ headers }: Heard): boolean {
  return headers.get('idempotency-replayed') === 'true';
}

interface HistoryBody {
  readonly data: readonly {
    readonly version: number;
    readonly batchId: string | null;
    readonly changes: Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;
  }[];
  readonly nextCursor: string | null;
}

/** A customer's own history against what the batches told. */
async function historyFaults(
  key: string,
  { field, caller, ledger }: { field: Battlefield; caller: PatientCaller; ledger: Ledger },
): Promise<string[]> {
  const shown: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const path: string = `/api/v1/customers/${key}/history?campaignId=${field.campaignId}${cursor}`;
    const { body }: Answer<HistoryBody> = await caller.untilAnswered((who) => who.call<HistoryBody>(`GET ${path}`));
    for (const { version, batchId, changes } of body.data) {
      const { from = null, to = null } = changes['mark'] ?? {};
      // The first version came with the campaign.
      if (version > 1) shown.push(line({ key, version, batchId: batchId ?? 'none', from, to }));
    }
    cursor = body.nextCursor === null ? null : `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
  const told = ledger.historyOf(key).map(line);
  return shown.join('\n') === told.join('\n') ? [] : [`the history of ${key} is ${shown.join()}, not ${told.join()}`];
}

function line({ version, batchId, from, to }: Entry): string {
  return `${version}: ${batchId} ${String(from)} → ${String(to)}`;
}
