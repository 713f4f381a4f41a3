/** What a file, and what is changed of it, may hold at most. */
export const uploadLimits = {
  /** Data rows of a table: as many as a sheet has below its header. */
  rowsMax: 1_048_575,
  columnsMax: 200,
  /** Samples that are shown of a column, and characters of one. */
  samplesMax: 3,
  sampleCharactersMax: 100,
  /** Cells that are edited, and rows that are left out, before a file is applied. */
  editsMax: 10_000,
  excludedMax: 10_000,
  /** Cells and rows of one change that are checked at once, while its sender waits. */
  atOnceMax: 100,
  /** Milliseconds without another change after which one that was changed while it was checked is checked again; and how long, from the first such change on, it is held back at most. */
  restMs: 1_000,
  restlessMsMax: 10_000,
  /** Characters of an edited cell: as many as a sheet's cell holds. */
  editCharactersMax: 32_767,
  /** Texts that are looked up at once. */
  lookUpMax: 1_000,
  /** Milliseconds between two reports of progress. */
  progressMs: 300,
} as const;
