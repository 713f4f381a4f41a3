/** What the file thread is given when it starts, and what it tells the main thread. */
import type { FileWork } from './file-work.ts';
import type { LeftBehind } from './settle-left-behind.ts';

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
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      /** Errors in it are described already: they lose what matters on their way. */
      readonly fields: object;
      readonly message: string;
    };
