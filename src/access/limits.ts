/** Limits of this room, each with its unit. */
export const limits = {
  /** The contract's 24 hours less a second. */
  accessTokenSeconds: 86_399,
  /** A refresh token that nobody uses for so long is no longer one. */
  refreshTokenDays: 30,
  /** Refreshing more often ends the oldest access token. */
  accessTokensPerGrantMax: 10,
  /** Of one user by one client, or of one client for itself; one more ends the oldest. */
  grantsMax: 1_000,
  /** Of one token or user; one more ends the oldest. */
  sessionsMax: 100,
  /** So many wrong passwords within the window lock the address. */
  wrongPasswordsMax: 5,
  wrongPasswordsWindowMs: 15 * 60_000,
  lockedMs: 15 * 60_000,
  passwordCharactersMin: 12,
  passwordCharactersMax: 256,
  /** RFC 5321: a path of 256 characters, its angle brackets included. */
  emailCharactersMax: 254,
  /** Passwords that wait to be hashed, besides those that are: about four seconds' work. Above it, 503. */
  passwordsWaitingMax: 32,
  passwordsRetryAfterSeconds: 5,
} as const;
