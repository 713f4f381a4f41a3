/** What a token is asked for with, as the door has read it. */
export type OAuthRequest = ByPassword | ByClient | ByRefreshToken;

interface Asked {
  /** The code of the company that the token is to act for. */
  readonly company?: string | undefined;
  /** Scopes, separated by blanks; all that may be had when left out. */
  readonly scope?: string | undefined;
}
export interface ByPassword extends Asked {
  readonly grantType: 'password';
  readonly username: string;
  readonly password: string;
}
export interface ByClient extends Asked {
  readonly grantType: 'client_credentials';
}
export interface ByRefreshToken extends Asked {
  readonly grantType: 'refresh_token';
  readonly refreshToken: string;
}

/** What was given. The tokens are shown now and never again. */
export interface GrantedToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
  readonly scopes: readonly string[];
}
