import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { OAuthRequest } from '../../../src/access/oauth/oauth-request.ts';
import { OAuthRefusal } from '../../../src/access/oauth/refusal.ts';
import { oauthDoor } from '../../../src/doors/company/oauth-token.ts';
import { RequestError } from '../../../src/errors/request-error.ts';
import { openServer } from '../../http/open-server.ts';
import type { OpenServer } from '../../http/open-server.ts';

describe('the door of OAuth', () => {
  let server: OpenServer;
  let thrown: Error;
  before(async () => {
    const door = oauthDoor({
      oauth: {
        async token(_client, request: OAuthRequest) {
          if (request.grantType === 'client_credentials') throw thrown;
          return { accessToken: 'a', expiresInSeconds: 7, refreshToken: 'r', scopes: ['x', 'y'] };
        },
      },
    });
    server = await openServer({ routes: door.routes, renderError: door.renderError });
  });
  after(() => server[Symbol.asyncDispose]());

  const post = async (body: string) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic YTpi' };
    const answer = await server.fetch('/oauth/token', { method: 'POST', headers, body });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
  };
  const refusalOf = async (error: Error) => {
    thrown = error;
    return post('grant_type=client_credentials');
  };

  test('presents what was given', async () => {
    const { status, body } = await post('grant_type=refresh_token&refresh_token=x');
    assert.equal(status, 200);
    assert.deepEqual(body, {
      access_token: 'a',
      token_type: 'bearer',
      expires_in: 7,
      refresh_token: 'r',
      scope: 'x y',
    });
  });

  test('renders a refusal with its own status, and says how a client names itself', async () => {
    const grant = await refusalOf(new OAuthRefusal('invalid_grant', 'No.'));
    assert.deepEqual([grant.status, grant.body], [400, { error: 'invalid_grant', error_description: 'No.' }]);
    assert.equal(grant.headers.get('www-authenticate'), null);
    const client = await refusalOf(new OAuthRefusal('invalid_client', 'Who?'));
    assert.equal(client.status, 401);
    assert.equal(client.headers.get('www-authenticate'), 'Basic realm="amend", charset="UTF-8"');
  });

  test('renders a full service as 503 with Retry-After, and what nobody foresaw as 500 without its cause', async () => {
    const full = await refusalOf(new RequestError('unavailable', 'Full.', { retryAfterSeconds: 5 }));
    assert.deepEqual([full.status, full.headers.get('retry-after')], [503, '5']);
    assert.deepEqual(full.body, { error: 'temporarily_unavailable', error_description: 'Full.' });
    const broken = await refusalOf(new Error('secret'));
    assert.equal(broken.status, 500);
    assert.deepEqual(broken.body, { error: 'server_error', error_description: 'An unexpected error occurred' });
  });

  test('writes no character that the RFC does not allow', async () => {
    const { body } = await refusalOf(new RequestError('validation_failed', 'A "quote"', { faults: ['a\\b', 'é'] }));
    assert.equal(body['error_description'], "A 'quote'; a?b; ?");
  });
});
