/** How the service does, as an operator is shown it. What could not be found out in time is null, and a check says so. */
export interface ServiceStatus {
  readonly version: string;
  readonly node: string;
  readonly startedAt: Date;
  readonly process: { readonly memoryBytes: number; readonly cpuSeconds: number };
  readonly connections: ConnectionCounts;
  readonly embedded: boolean;
  readonly database: DatabaseStatus | null;
  readonly files: {
    readonly kind: 'directory' | 's3';
    readonly path: string | null;
    readonly freeBytes: number | null;
  };
  readonly checks: readonly StatusCheck[];
}

/** Of this process's pool. */
export interface ConnectionCounts {
  readonly open: number;
  readonly idle: number;
  /** Requests that wait for one. */
  readonly waiting: number;
  readonly max: number;
}

export interface StatusCheck {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  readonly advice?: string;
}

/** What the database says of itself and of all organizations. */
export interface DatabaseStatus {
  readonly version: string;
  readonly sizeBytes: number;
  readonly queue: {
    readonly queued: number;
    readonly running: number;
    readonly interrupted: number;
    /** Files that are being read and checked. */
    readonly uploads: number;
  };
  /** Of uploads and result files. */
  readonly fileBytes: number;
  readonly webhooks: {
    readonly pending: number;
    /** Of the last day. */
    readonly failed: number;
  };
  readonly processes: readonly ProcessEntry[];
  /** Those that took longest of the last day. */
  readonly slowestBatches: readonly SlowBatch[];
}

export interface ProcessEntry {
  readonly id: number;
  readonly startedAt: Date;
  readonly seenAt: Date;
  readonly alive: boolean;
}

export interface SlowBatch {
  readonly id: string;
  /** Its code. */
  readonly organization: string;
  readonly source: string;
  readonly records: number;
  readonly seconds: number;
  readonly finishedAt: Date;
}
