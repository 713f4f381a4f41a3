/** What the queue of webhooks is about: deliveries, one job an attempt. */

export interface WebhookJob {
  /** A UUID; the delivery names the one job that may try it. */
  readonly id: string;
  readonly organizationId: number;
  readonly webhookId: number;
  readonly deliveryId: number;
}

/** Where deliveries lie: written by whoever has something to tell, without a job. */
export interface WebhookOutbox<Tx> {
  /** `withoutJob`: there are some that have none. `due`: there is one whose time has come. */
  look(): Promise<{ readonly withoutJob: boolean; readonly due: boolean }>;
  /** Gives ids of jobs to at most `limit` of those that have none. */
  giveJobs(tx: Tx, limit: number): Promise<readonly WebhookJob[]>;
  /** Those that should have been tried so many milliseconds ago, the oldest first. */
  overdue(asked: { ms: number; limit: number }): Promise<readonly WebhookJob[]>;
  /** The delivery gets a new job. */
  forgetJob(tx: Tx, job: WebhookJob): Promise<void>;
}

/** Makes one attempt. Rejects, without having written anything, when the signal says that the process stops. */
export interface WebhookAttempts<Tx> {
  run(job: WebhookJob, signal: AbortSignal): Promise<(tx: Tx) => Promise<{ at: Date; jobId: string } | null>>;
}
