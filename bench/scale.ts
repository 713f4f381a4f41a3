/** How much a run does. */
export interface Scale {
  readonly customers: number;
  /** Of `json-10k-big`. */
  readonly customersBig: number;
  /** Of `customers-1m`. */
  readonly customersSearched: number;
  /** Records of one request. */
  readonly records: number;
  /** Requests before the first that counts; their results are checked. */
  readonly warmUps: number;
  /** Pairs (ours, floor) that count. */
  readonly runs: number;
  readonly replays: number;
  /** Rounds of `json-concurrent`, and of `rss-20`. */
  readonly rounds: number;
  /** Requests that a client of `json-concurrent` sends one after the other in a round. */
  readonly requestsPerClient: number;
  readonly starts: number;
  /** Rows of `csv-1m`, and customers of its company. */
  readonly fileRows: number;
  /** Rows of the file whose peak of memory is compared with it. */
  readonly fileRowsSmall: number;
  /** Pairs (ours, floor) of `csv-1m` that count. */
  readonly filePairs: number;
}

/** What the figures in docs/performance.md are taken with. */
export const fullScale: Scale = {
  customers: 200_000,
  customersBig: 2_000_000,
  customersSearched: 1_000_000,
  records: 10_000,
  warmUps: 3,
  runs: 15,
  replays: 25,
  rounds: 5,
  requestsPerClient: 2,
  starts: 5,
  fileRows: 1_000_000,
  fileRowsSmall: 100_000,
  filePairs: 5,
};

/** Shows in a minute that all of it works; its figures mean little. */
export const quickScale: Scale = {
  customers: 100_000,
  customersBig: 200_000,
  customersSearched: 20_000,
  records: 5_000,
  warmUps: 1,
  runs: 3,
  replays: 5,
  rounds: 2,
  requestsPerClient: 1,
  starts: 2,
  fileRows: 20_000,
  fileRowsSmall: 5_000,
  filePairs: 2,
};

/** The same with another number of samples. */
export function withRuns(scale: Scale, runs: number): Scale {
  return { ...scale, runs, replays: runs, rounds: runs, starts: runs, filePairs: runs };
}
