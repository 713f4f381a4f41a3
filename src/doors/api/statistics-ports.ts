/** What became of the records of the batches that were asked for between two moments. */
export interface RecordSums {
  readonly updated: number;
  readonly unchanged: number;
  readonly invalid: number;
  readonly failed: number;
  readonly batches: number;
}

export interface StatisticsQuery {
  readonly organizationId: number;
  /** A list's id; one that is foreign or unknown has no batches. */
  readonly list: string | null;
  /** In order: when each stretch begins, and when the last one ends. */
  readonly borders: readonly Date[];
}

export interface StatisticsReader {
  /** Of each stretch in which there were batches, by its place. Batches that run still, and previews, are not counted. */
  records(query: StatisticsQuery): Promise<ReadonlyMap<number, RecordSums>>;
}
