import type { MaintenanceStore } from '../jobs/maintenance.ts';
import { sweepAccess } from './access-tokens.ts';
import type { PostgresBatchStore } from './batch-store.ts';
import type { Database } from './database.ts';
import { fillTurn } from './fill-turn.ts';
import { sweepIdempotencyKeys } from './idempotency.ts';
import { settleOrphans } from './orphans.ts';
import { beat, forgetDeadProcesses, leave } from './processes.ts';
import { type LeftOver, purgeLeftOver } from './purge-left-over.ts';
import { sweepDeliveries } from './sweep-deliveries.ts';
import { sweepHistory } from './sweep-history.ts';
import { sweepFiles } from './sweep-files.ts';
import { sweepPreviews } from './sweep-previews.ts';
import { sweepUploads } from './sweep-uploads.ts';

interface Options {
  readonly database: Database;
  readonly owner: number;
  readonly batches: Pick<PostgresBatchStore, 'isRunning' | 'runningIds'>;
  readonly settings: {
    readonly processDeadAfterMs: number;
    readonly historyDays: number;
    readonly webhookDeliveriesDays: number;
  };
  /** The file store; absent: no files are kept here. */
  readonly files?: SweptFiles;
}

/** Rows of one step of a sweep: a transaction of some tens of milliseconds. */
const stepRowsMax = 2_000;
/** Of what customers are found by: smaller rows, and several of each customer. */
const termsMax = 10_000;
/** Customers whose terms are written in one step: their rows are held for some ten milliseconds. */
const filledMax = 500;
/** Some seconds of such steps between two pauses. */
const fillStepsMax = 200;
/** Of history: packs, and the batches that they are of. Some 20 MB at most. */
const historyStep = { packsMax: 200, batchesMax: 100 };
/** Steps of one sweep; the next sweep goes on. */
const stepsMax = 50;

export function maintenanceStore({ database, owner, batches, settings, files }: Options): MaintenanceStore {
  const deadAfterMs = settings.processDeadAfterMs;
  return {
    beat: () => beat(database, owner),
    leave: () => leave(database, owner),
    settleOrphans: () => settleOrphans(database, { owner, deadAfterMs, batches }),
    fill: (signal) => fillTurn(database, { signal, customersMax: filledMax, stepsMax: fillStepsMax }),
    async sweep(signal) {
      const inSteps = (step: () => Promise<boolean>) => takeSteps(step, signal);
      await inSteps(async () => {
        const removed = await database.transact((tx) => sweepIdempotencyKeys(tx, stepRowsMax));
        return removed < stepRowsMax;
      });
      const purge = (table: LeftOver, rowsMax: number) =>
        inSteps(async () => (await database.transact((tx) => purgeLeftOver(tx, table, { rowsMax }))).done);
      await purge('customers', stepRowsMax);
      await purge('customer_terms', termsMax);
      const { historyDays } = settings;
      await inSteps(() => database.transact((tx) => sweepHistory(tx, { historyDays, ...historyStep })));
      await inSteps(() => database.transact((tx) => sweepAccess(tx, stepRowsMax)));
      const log = { days: settings.webhookDeliveriesDays, max: stepRowsMax };
      await inSteps(async () => (await database.transact((tx) => sweepDeliveries(tx, log))) < stepRowsMax);
      if (signal.aborted) return;
      await sweepPreviews(database);
      await forgetDeadProcesses(database, deadAfterMs);
      if (files && !signal.aborted) await sweepStored(files, { database, deadAfterMs });
    },
  };
}

interface SweptFiles {
  delete(names: readonly string[]): Promise<void>;
  sweepLeftovers(): Promise<void>;
}

async function sweepStored(
  files: SweptFiles,
  { database, deadAfterMs }: { database: Database; deadAfterMs: number },
): Promise<void> {
  const deleteFiles = (names: readonly string[]) => files.delete(names);
  await sweepUploads({ database, deadAfterMs, deleteFiles });
  await sweepFiles({ database, deleteFiles });
  await files.sweepLeftovers();
}

async function takeSteps(step: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (let steps = 0; steps < stepsMax && !signal.aborted; steps += 1) {
    if (await step()) return;
  }
}
