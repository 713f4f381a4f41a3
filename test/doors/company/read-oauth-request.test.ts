import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OAuthRefusal } from '../../../src/access/oauth/refusal.ts';
import { readOAuthRequest } from '../../../src/doors/company/read-oauth-request.ts';

const read = (form: string) => readOAuthRequest([...new URLSearchParams(form)]);

function refusalOf(form: string): string {
  try {
    read(form);
  } catch (error) {
    if (error instanceof OAuthRefusal) return `${error.error}: ${error.message}`;
    throw error;
  }
  return assert.fail(`${form} is taken`);
}

describe('the form of a token request', () => {
  test('asks by password, by client, or by refresh token', () => {
    assert.deepEqual(read('grant_type=password&username=a%40b.example&password=x+y&clientId=CEKABC1234&scope=a+b'), {
      grantType: 'password',
      username: 'a@b.example',
      password: 'x y',
      company: 'CEKABC1234',
      scope: 'a b',
    });
    assert.deepEqual(read('grant_type=client_credentials'), {
      grantType: 'client_credentials',
      company: undefined,
      scope: undefined,
    });
    assert.partialDeepStrictEqual(read('grant_type=refresh_token&refresh_token=amr_x'), {
      grantType: 'refresh_token',
      refreshToken: 'amr_x',
    });
  });

  test('may hold parameters that nobody knows, and empty ones, which count as left out', () => {
    assert.deepEqual(read('grant_type=client_credentials&audience=x&clientId=&scope=&__proto__=x'), {
      grantType: 'client_credentials',
      company: undefined,
      scope: undefined,
    });
  });

  test('holds nothing twice, not even what nobody knows', () => {
    for (const form of [
      'grant_type=password&grant_type=password&username=a&password=b',
      'grant_type=password&username=a&password=b&password=c',
      'grant_type=client_credentials&x=1&x=1',
      'grant_type=client_credentials&scope=&scope=a',
    ]) {
      assert.equal(refusalOf(form), 'invalid_request: A parameter is given more than once.');
    }
  });

  test('says what it lacks', () => {
    assert.equal(refusalOf(''), 'invalid_request: grant_type is required.');
    assert.equal(refusalOf('grant_type='), 'invalid_request: grant_type is required.');
    assert.equal(refusalOf('grant_type=password&password=x'), 'invalid_request: username is required.');
    assert.equal(refusalOf('grant_type=password&username=x&password='), 'invalid_request: password is required.');
    assert.equal(refusalOf('grant_type=refresh_token'), 'invalid_request: refresh_token is required.');
    assert.match(refusalOf('grant_type=implicit'), /^unsupported_grant_type: /);
    assert.match(refusalOf('grant_type=PASSWORD&username=a&password=b'), /^unsupported_grant_type: /);
  });
});
