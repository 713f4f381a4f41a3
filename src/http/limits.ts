/** Limits of this room that no setting changes, each with its unit. Tests hand in smaller ones. */
export const limits = {
  /** A client gets this long to send its headers, and as long as `requestReadMs` for the body that follows. */
  headersReadMs: 20_000,
  requestReadMs: 300_000,
  /** An upload may take longer, as long as its bytes keep coming: 100 MB an hour are 30 kB a second. */
  uploadIdleMs: 30_000,
  uploadReadMs: 3_600_000,
  /** How often Node looks for connections that are over the two above. */
  connectionCheckMs: 5_000,
  /** A connection without a request is closed after this; longer than the idle time of the usual load balancers. */
  keepAliveMs: 72_000,
  /** Closing waits this long for running requests, then cuts their connections. */
  closeMsMax: 30_000,
  /** A refused request may go on sending its body this long; cut at once, many clients never see the refusal. */
  unreadBodyMs: 5_000,
  /** A client that takes nothing of its answer for this long is cut. */
  sendIdleMs: 60_000,
  /** Event streams: how often a silent one shows that it lives, how soon a client that lost it is to ask again. */
  eventsHeartbeatMs: 15_000,
  eventsRetryMs: 3_000,
  eventStreamsAtOnceMax: 1_000,
  /** The body of a form (`application/x-www-form-urlencoded`). */
  formBytesMax: 16_384,
  /** Of a multipart body: its parts, the headers of one, a part that is a text. */
  uploadPartsMax: 16,
  uploadPartHeaderBytesMax: 16_384,
  uploadTextBytesMax: 1_048_576,
  /** `/readyz` says no when the database has not answered by then. */
  readyMsMax: 1_000,
  /** Answers from this size on are compressed. */
  gzipBytesMin: 16_384,
  /** Faults that one answer lists; the rest are counted. */
  faultsMax: 1_000,
  /** Entries of a faulty body up to which all its faults are looked for; in a larger one the first is named. */
  faultEntriesMax: 200_000,
  /** A parameter in the path, percent-encoded: 128 characters of 12 bytes each, and some. */
  pathParameterCharactersMax: 2_048,
  requestIdCharactersMax: 128,
  idempotencyKeyCharactersMax: 255,
  /** What a refusal for the moment names in `Retry-After`. */
  retryAfterSeconds: 1,
} as const;

export type Limits = { readonly [Name in keyof typeof limits]: number };
