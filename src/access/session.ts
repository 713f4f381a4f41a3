import type { Principal } from './principal.ts';

/** Somebody who has signed in: a browser acts for him by its cookie. */
export interface Session {
  /** The store's own id. */
  readonly id: number;
  /** What he signed in with. */
  readonly kind: 'token' | 'user';
  /** The token or the user itself, so that limits and `by` know no difference. */
  readonly principal: Principal;
  /** What a request that is not just reading must bring besides the cookie. */
  readonly csrfToken: string;
  /** The end, however much it is used. */
  readonly expiresAt: Date;
}
