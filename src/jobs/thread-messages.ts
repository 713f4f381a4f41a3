/** What the file thread is given when it starts, and what it tells the main thread. */
import type { FileWork } from './file-work.ts';
import type { LeftBehind } from './settle-left-behind.ts';

/** What became of a batch's records. */
export interface RecordCounts {
  readonly updated: number;
  readonly unchanged: number;
  readonly invalid: number;
  readonly failed: number;
  readonly retried: number;
}

/** Who counts what the thread does. */
export interface WorkObserver {
  chunk(seconds: number): void;
  batch(counts: RecordCounts): void;
}

export interface FileThreadData<Settings> {
  readonly settings: Settings;
  readonly connectionString: string;
  readonly leftBehind: readonly LeftBehind[];
}

/** A job as the main thread remembers it while it runs. */
export type JobName = Pick<LeftBehind, 'queue' | 'id' | 'retryCount'>;

export type ThreadMessage =
  /** It works; `owner` is its row in `processes`. */
  | { readonly kind: 'ready'; readonly owner: number }
  | { readonly kind: 'started'; readonly job: JobName }
  | { readonly kind: 'ended'; readonly job: JobName; readonly work: FileWork }
  /** A chunk was applied, in so many seconds. */
  | { readonly kind: 'chunk'; readonly seconds: number }
  /** A batch has ended. */
  | { readonly kind: 'batch'; readonly counts: RecordCounts }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      /** Errors in it are described already: they lose what matters on their way. */
      readonly fields: object;
      readonly message: string;
    };
