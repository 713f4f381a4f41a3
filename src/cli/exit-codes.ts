/** What the command's exit code says; every `--help` and docs/command-line.md list them. */
export const exitCodes = {
  done: 0,
  /** Understood and not done: refused, not found, or something went wrong; also a check of `doctor` that failed. */
  failed: 1,
  /** The command line or a setting is wrong; nothing was tried. */
  usage: 2,
  /** Of `update`: the service refused the file or the request as a whole; nothing was applied. */
  refused: 2,
  /** The database cannot be reached or started. */
  databaseUnreachable: 3,
  /** Of `update`: the service cannot be reached. */
  serviceUnreachable: 3,
  /** Told to stop (Ctrl-C, SIGTERM) before it was done. */
  stopped: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesHelp = `
Exit codes: 0 done; 1 refused or failed; 2 wrong usage or a wrong setting; 3 the database cannot be reached;
130 stopped by a signal.`;
