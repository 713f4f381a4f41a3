/** What PostgreSQL's SQLSTATE codes mean here (PostgreSQL documentation, appendix A). */

/** A row lock was not to be had within lock_timeout. */
export function isLockTimeout(error: unknown): boolean {
  return stateOf(error) === '55P03';
}

/** Two transactions were in each other's way; the same one again may succeed. */
export function isDeadlockOrSerialization(error: unknown): boolean {
  return stateOf(error) === '40P01' || stateOf(error) === '40001';
}

/** A statement ran into its time limit (or was cancelled by hand). */
export function isCancelled(error: unknown): boolean {
  return stateOf(error) === '57014';
}

/** The SQLSTATE of a database error; undefined for any other. */
export function stateOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
