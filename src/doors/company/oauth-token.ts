import { Type } from 'typebox';
import type { OAuth } from '../../access/oauth/oauth.ts';
import type { GrantedToken } from '../../access/oauth/oauth-request.ts';
import { OAuthRefusal } from '../../access/oauth/refusal.ts';
import type { Answer, Door, PublicRoute } from '../../http/route.ts';
import { basicCredentials } from './basic-credentials.ts';
import { noCache, oauthErrorSchema, presentRefusal, renderOAuthError } from './oauth-errors.ts';
import { readOAuthRequest } from './read-oauth-request.ts';

interface Deps<Tx> {
  readonly oauth: Pick<OAuth<Tx>, 'token'>;
}

const text = (description: string) => Type.Optional(Type.String({ description }));
const form = Type.Object(
  {
    grant_type: Type.Enum(['password', 'client_credentials', 'refresh_token']),
    username: text('The e-mail address of a user, with `password`.'),
    password: text('With `username`.'),
    clientId: text(
      'The company (`CEK…`) to act for: the own one of user and client, or one below. Left out: the lower one.',
    ),
    refresh_token: text('The last one that was given; a second time ends all tokens of its family.'),
    scope: text('Of the scopes that may be had those that are wanted, separated by blanks. Left out: all.'),
  },
  { examples: [{ grant_type: 'password', username: 'asha@ashoka.example', password: '…', clientId: 'CEKABC1234' }] },
);

const granted = Type.Object({
  access_token: Type.String({ description: '`amd_…`: send it as `Authorization: Bearer amd_…`.' }),
  token_type: Type.Literal('bearer'),
  expires_in: Type.Integer({ description: 'Seconds.' }),
  refresh_token: Type.String({ description: '`amr_…`: good for one use, by this client alone.' }),
  scope: Type.String({ description: 'Separated by blanks.' }),
});

/** `POST /oauth/token` alone: a door of its own, because its refusals have the form of RFC 6749. */
export function oauthDoor<Tx>(deps: Deps<Tx>): Door<Tx> {
  const routes = [oauthToken(deps)];
  return { name: 'oauth', routes, renderError: renderOAuthError, errorSchema: oauthErrorSchema };
}

/** `POST /oauth/token`: an access token for a user or a client. */
function oauthToken<Tx>({ oauth }: Deps<Tx>): PublicRoute {
  return {
    access: 'public',
    method: 'POST',
    path: '/oauth/token',
    operationId: 'oauthToken',
    summary: 'Gives an access token to a client: for a user, for itself, or for a refresh token',
    description:
      'OAuth 2.0 (RFC 6749). The client names itself by `Authorization: Basic base64(clientId:clientSecret)`.',
    tag: 'Access',
    body: form,
    answers: { 200: granted, 400: oauthErrorSchema, 401: oauthErrorSchema },
    run: {
      kind: 'form',
      async handle({ authorization, form: received }): Promise<Answer> {
        try {
          const token = await oauth.token(basicCredentials(authorization), readOAuthRequest(received));
          return { status: 200, headers: noCache, body: presentToken(token) };
        } catch (error) {
          if (error instanceof OAuthRefusal) return presentRefusal(error);
          throw error;
        }
      },
    },
  };
}

function presentToken({ accessToken, expiresInSeconds, refreshToken, scopes }: GrantedToken) {
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresInSeconds,
    refresh_token: refreshToken,
    scope: scopes.join(' '),
  };
}
