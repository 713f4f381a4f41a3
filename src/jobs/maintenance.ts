import { Periodic } from './periodic.ts';

/** What a server process does beside requests, again and again. Each is bounded, and safe in several processes at once. */
export interface MaintenanceStore {
  /** Says that this process lives. */
  beat(): Promise<void>;
  /** Ends, or hands on, batches that nobody runs. */
  settleOrphans(): Promise<void>;
  /** Removes what is out of date: expired idempotency keys, dead processes, customers of deleted lists. */
  sweep(): Promise<void>;
  /** Says that this process ends. */
  leave(): Promise<void>;
}

interface MaintenanceOptions {
  readonly store: MaintenanceStore;
  readonly settings: { readonly processHeartbeatMs: number };
  readonly log: { warn(details: object, message: string): void };
}

const sweepEveryMs = 60_000;

/** Starts the heartbeat and the sweeps of a server process; disposing ends them. */
export function maintenance({ store, settings, log }: MaintenanceOptions): AsyncDisposable {
  const onError = (err: unknown) => log.warn({ err }, 'maintenance failed and is tried again');
  const jobs = [
    new Periodic({ everyMs: settings.processHeartbeatMs, onError, work: () => store.beat() }),
    new Periodic({ everyMs: settings.processHeartbeatMs, onError, work: () => store.settleOrphans() }),
    new Periodic({ everyMs: sweepEveryMs, onError, work: () => store.sweep() }),
  ];
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(jobs.map((job) => job[Symbol.asyncDispose]()));
      await store.leave().catch(onError);
    },
  };
}
