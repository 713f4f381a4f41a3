import { Periodic } from './periodic.ts';

/**
 * What a server process does beside requests, again and again. Each is bounded, and safe in several processes at once. What
 * takes long ends after its next step once the signal is aborted.
 */
export interface MaintenanceStore {
  /** Says that this process lives. */
  beat(): Promise<void>;
  /** Ends, or hands on, batches that nobody runs. */
  settleOrphans(): Promise<void>;
  /** Writes what customers are found by, of those that were there before and of those that large batches have changed. */
  fill(signal: AbortSignal): Promise<void>;
  /** Removes what is out of date: expired idempotency keys, dead processes, customers of deleted lists. */
  sweep(signal: AbortSignal): Promise<void>;
  /** Says that this process ends. */
  leave(): Promise<void>;
}

interface MaintenanceOptions {
  readonly store: MaintenanceStore;
  readonly settings: { readonly processHeartbeatMs: number };
  readonly log: { warn(details: object, message: string): void };
}

const sweepEveryMs = 60_000;
/** A pause after some seconds of work; a look at an empty table when there is none. */
const fillEveryMs = 3_000;

/** Starts the heartbeat and the sweeps of a server process; disposing ends them. */
export function maintenance({ store, settings, log }: MaintenanceOptions): AsyncDisposable {
  const onError = (err: unknown) => log.warn({ err }, 'maintenance failed and is tried again');
  const jobs = [
    new Periodic({ everyMs: settings.processHeartbeatMs, onError, work: () => store.beat() }),
    new Periodic({ everyMs: settings.processHeartbeatMs, onError, work: () => store.settleOrphans() }),
    new Periodic({ everyMs: fillEveryMs, onError, work: (signal) => store.fill(signal), startsNow: true }),
    new Periodic({ everyMs: sweepEveryMs, onError, work: (signal) => store.sweep(signal) }),
  ];
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(jobs.map((job) => job[Symbol.asyncDispose]()));
      await store.leave().catch(onError);
    },
  };
}
