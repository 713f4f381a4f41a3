import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { type Client, client, type Fields, type Tenant } from '../../tenant.ts';

interface Page {
  readonly data: readonly Fields[];
  readonly nextCursor: string | null;
}
interface Token extends Fields {
  readonly id: string;
  readonly token: string;
}

let service: TestService;
let root: Client;
let lender: Tenant;
let lenderAdmin: Client;
let below: Tenant;
let other: Tenant;
before(async () => {
  service = await startTestService();
  root = service.administrator;
  lender = await service.tenant();
  lenderAdmin = await lender.withScopes('admin');
  below = await service.tenant({ parent: lender.code });
  other = await service.tenant();
});
after(() => service[Symbol.asyncDispose]());

async function faultsOf(who: Client, request: string, body?: unknown): Promise<readonly string[]> {
  const answer = await who.call<{ errors: string[] }>(request, body);
  assert.equal(answer.status, 400, answer.text);
  return answer.body.errors;
}

describe('GET /api/v1/me', () => {
  test('tells any token whose it is and what it may do', async () => {
    const reader = await lender.withScopes('batches:read');
    const { status, body } = await reader.call<{ data: Fields }>('GET /api/v1/me');
    assert.equal(status, 200);
    const { token, organization, scopes } = body.data;
    assert.partialDeepStrictEqual(token, { name: 'test' });
    assert.partialDeepStrictEqual(organization, { code: lender.code, name: 'Lender 1' });
    assert.deepEqual(scopes, ['batches:read']);
    assert.equal((await service.anybody.call('GET /api/v1/me')).status, 401);
  });

  test('an administrator has every scope', async () => {
    const { body } = await root.call<{ data: { scopes: string[]; organization: Fields } }>('GET /api/v1/me');
    assert.equal(body.data.scopes.length, 6);
    assert.equal(body.data.organization['parent'], null);
  });

  test('takes no organization to act for', async () => {
    assert.deepEqual(await faultsOf(root, `GET /api/v1/me?organization=${lender.code}`), [
      'unknown query parameter organization',
    ]);
  });
});

describe('POST /api/v1/organizations', () => {
  const create = 'POST /api/v1/organizations';

  test('makes one below the own, or below the parent that is named', async () => {
    const { status, body } = await lenderAdmin
      .call<{ data: Fields }>(create, { code: 'CEKNEWLY001', name: 'x' })
      .then(
        (wrong) => (
          assert.equal(wrong.status, 400),
          lenderAdmin.call<{ data: Fields }>(create, { code: 'CEKNEWLY01', name: 'New' })
        ),
      );
    assert.equal(status, 201);
    assert.match(String(body.data['id']), /^org_/);
    assert.partialDeepStrictEqual(body, {
      success: true,
      data: { code: 'CEKNEWLY01', name: 'New', parent: lender.code },
    });
    const named = { code: 'CEKNEWLY02', name: 'Newer', parent: 'CEKNEWLY01' };
    assert.partialDeepStrictEqual((await lenderAdmin.call(create, named)).body, { data: { parent: 'CEKNEWLY01' } });
    const acting = await root.call(`${create}?organization=${lender.code}`, { code: 'CEKNEWLY03', name: 'For them' });
    assert.partialDeepStrictEqual(acting.body, { data: { parent: lender.code } });
  });

  test('a code that is taken: 409; a tree that grows too deep: 422', async () => {
    const taken = await root.call(create, { code: lender.code, name: 'Twin' });
    assert.deepEqual([taken.status, taken.body['error']], [409, 'Conflict']);
    let parent = lender.code;
    const statuses: number[] = [];
    for (let depth = 3; depth <= 9; depth += 1) {
      const code = `CEKDEEP00${depth}`;
      statuses.push((await root.call(create, { code, name: 'Deep', parent })).status);
      parent = code;
    }
    assert.deepEqual(statuses, [201, 201, 201, 201, 201, 201, 422]);
  });

  test('a parent that is unknown, foreign or above: 403 alike', async () => {
    const answers = new Set<string>();
    for (const parent of ['CEKNOBODY0', other.code]) {
      const answer = await lenderAdmin.call(create, { code: 'CEKNEWLY09', name: 'x', parent });
      assert.equal(answer.status, 403);
      answers.add(answer.text.replace(parent, '…'));
    }
    assert.equal(answers.size, 1);
  });

  test('tells all that is wrong', async () => {
    const errors = await faultsOf(root, create, { code: 'cek1', parent: 7, extra: 1 });
    assert.deepEqual(
      new Set(errors),
      new Set([
        'code must be CEK and 7 capital letters or digits',
        'name is required',
        'parent must be CEK and 7 capital letters or digits',
        'unknown field extra',
      ]),
    );
  });
});

describe('GET /api/v1/organizations', () => {
  test('lists the own one and those below, by code, in pages', async () => {
    const { body } = await root.call<Page>('GET /api/v1/organizations?limit=2');
    assert.equal(body.data.length, 2);
    const next = await root.call<Page>(`GET /api/v1/organizations?limit=200&cursor=${body.nextCursor}`);
    assert.equal(next.body.nextCursor, null);
    const codes = [...body.data, ...next.body.data].map(({ code }) => String(code));
    assert.deepEqual(codes, [...codes].sort());
    assert.ok(new Set([lender.code, below.code, other.code]).isSubsetOf(new Set(codes)));
    const own = await lenderAdmin.call<Page>('GET /api/v1/organizations');
    const seen = new Set(own.body.data.map(({ code }) => code));
    assert.ok(seen.has(lender.code) && seen.has(below.code) && !seen.has(other.code));
  });

  test('refuses a cursor of another form', async () => {
    assert.deepEqual(await faultsOf(root, 'GET /api/v1/organizations?cursor=x'), [
      'cursor must be the nextCursor of an earlier answer',
    ]);
  });
});

describe('POST /api/v1/tokens', () => {
  const create = 'POST /api/v1/tokens';
  const make = async (who: Client, body: Fields, query = '') => {
    const answer = await who.call<{ data: Token }>(`${create}${query}`, body);
    assert.equal(answer.status, 201, answer.text);
    return answer.body.data;
  };

  test('makes a token of the own organization and shows it once', async () => {
    const { token, id, createdAt, ...rest } = await make(lenderAdmin, { name: 'loans', scopes: ['customers:write'] });
    assert.match(token, /^amd_/);
    assert.match(id, /^tok_/);
    assert.ok(Date.parse(String(createdAt)));
    assert.deepEqual(rest, {
      organization: lender.code,
      name: 'loans',
      scopes: ['customers:write'],
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
    });
    assert.equal((await client(service.url, token).call('GET /api/v1/me')).status, 200);
    const { text } = await lenderAdmin.call('GET /api/v1/tokens');
    assert.equal(text.includes(token), false);
    assert.ok(text.includes(id));
  });

  test('without scopes: all but admin', async () => {
    const { scopes } = await make(lenderAdmin, { name: 'all' });
    assert.deepEqual(scopes, [
      'campaigns:read',
      'campaigns:write',
      'customers:read',
      'customers:write',
      'batches:read',
    ]);
  });

  test('expires when it says', async () => {
    const { expiresAt } = await make(lenderAdmin, { name: 'short', expires: '90d' });
    assert.ok(Math.abs(Date.parse(String(expiresAt)) - Date.now() - 90 * 86_400_000) < 60_000);
    for (const expires of ['', 'soon', '-1d', '2020-01-01', '0d', '1']) {
      assert.match((await faultsOf(lenderAdmin, create, { name: 'x', expires })).join(), /^expires must be/, expires);
    }
  });

  test('refuses a scope that is unknown, none at all, and unknown fields', async () => {
    for (const scopes of [['root'], [7], 'admin', []]) {
      assert.equal((await faultsOf(lenderAdmin, create, { name: 'x', scopes })).length, 1, JSON.stringify(scopes));
    }
    assert.deepEqual(
      new Set(await faultsOf(lenderAdmin, create, { secret: 'x' })),
      new Set(['name is required', 'unknown field secret']),
    );
  });

  test('takes no Idempotency-Key, because what it answers is a secret', async () => {
    const answer = await lenderAdmin.call<{ errors: string[] }>(create, { name: 'x' }, { 'idempotency-key': 'k' });
    assert.equal(answer.status, 400);
    assert.match(answer.body.errors[0] ?? '', /^Idempotency-Key is not taken here/);
  });

  test('for an organization below with ?organization=', async () => {
    const { organization, token } = await make(lenderAdmin, { name: 'theirs' }, `?organization=${below.code}`);
    assert.equal(organization, below.code);
    const me = await client(service.url, token).call('GET /api/v1/me');
    assert.partialDeepStrictEqual(me.body, { data: { organization: { code: below.code } } });
  });
});

describe('GET /api/v1/tokens', () => {
  test('lists those of the own organization and of those below, newest first, in pages', async () => {
    const first = await lenderAdmin.call<Page>('GET /api/v1/tokens?limit=1');
    assert.equal(first.body.data.length, 1);
    const rest = await lenderAdmin.call<Page>(`GET /api/v1/tokens?limit=200&cursor=${first.body.nextCursor}`);
    const tokens = [...first.body.data, ...rest.body.data];
    const moments = tokens.map(({ createdAt }) => Date.parse(String(createdAt)));
    assert.deepEqual(
      moments,
      [...moments].sort((a, b) => b - a),
    );
    const organizations = new Set(tokens.map(({ organization }) => organization));
    assert.deepEqual([organizations.has(lender.code), organizations.has(below.code)], [true, true]);
    assert.equal(organizations.has(other.code), false);
    assert.equal(new Set(tokens.map(({ id }) => id)).size, tokens.length);
  });
});

describe('POST /api/v1/tokens/{id}/revoke', () => {
  test('ends a token at once; a second time answers the same', async () => {
    const { body } = await lenderAdmin.call<{ data: Token }>('POST /api/v1/tokens', { name: 'ends' });
    const { id, token } = body.data;
    const revoke = `POST /api/v1/tokens/${id}/revoke`;
    const first = await lenderAdmin.call<{ data: Fields }>(revoke);
    assert.equal(first.status, 200);
    assert.ok(Date.parse(String(first.body.data['revokedAt'])));
    assert.equal((await client(service.url, token).call('GET /api/v1/me')).status, 401);
    assert.deepEqual((await lenderAdmin.call<{ data: Fields }>(revoke, {})).body, first.body);
  });

  test('404 for one that is unknown or foreign, alike', async () => {
    const { body } = await root.call<Page>(`GET /api/v1/tokens?organization=${other.code}`);
    const foreign = String(body.data[0]?.['id']);
    const unknown = await lenderAdmin.call('POST /api/v1/tokens/tok_unknown/revoke');
    const theirs = await lenderAdmin.call(`POST /api/v1/tokens/${foreign}/revoke`);
    assert.deepEqual([unknown.status, theirs.status], [404, 404]);
    assert.equal(unknown.text, theirs.text);
    assert.equal((await other.call('GET /api/v1/me')).status, 200);
  });
});

describe('?organization=', () => {
  test('one that is unknown, foreign, above, or nobody: 403 alike', async () => {
    const rootCode = (await root.call<{ data: { organization: { code: string } } }>('GET /api/v1/me')).body.data
      .organization.code;
    const texts = new Set<string>();
    for (const code of ['CEKNOBODY0', other.code, rootCode, '', 'x', '%00', 'x'.repeat(5000)]) {
      for (const path of ['organizations', 'tokens', 'batches', 'batches/batch_x']) {
        const { status, text } = await lenderAdmin.call(`GET /api/v1/${path}?organization=${code}`);
        assert.equal(status, code === '%00' ? status : 403, `${path} ${code}`);
        if (status === 403) texts.add(text);
        else assert.equal(status, 400);
      }
    }
    assert.equal(texts.size, 1);
  });

  test('twice, or not encoded: 400', async () => {
    assert.equal(
      (await root.call(`GET /api/v1/tokens?organization=${lender.code}&organization=${below.code}`)).status,
      400,
    );
    assert.equal((await root.call('GET /api/v1/tokens?organization=%ff')).status, 400);
  });
});

test('any token may ask which organizations it may act for: its own and those below', async () => {
  const reader = await lender.withScopes('batches:read');
  const { status, body } = await reader.call<{ data: { code: string }[] }>('GET /api/v1/organizations');
  assert.equal(status, 200);
  const codes = new Set(body.data.map(({ code }) => code));
  assert.deepEqual(
    [lender.code, below.code, 'CEKROOT000'].map((code) => codes.has(code)),
    [true, true, false],
  );
});

test('access needs the scope admin, and an administrator sees only his own and what is below', async () => {
  for (const request of ['GET /api/v1/tokens', 'GET /api/v1/users', 'GET /api/v1/clients']) {
    const { status, body } = await lender.call(request);
    assert.deepEqual([status, body['error']], [403, 'Forbidden']);
  }
  for (const request of ['POST /api/v1/organizations', 'POST /api/v1/tokens', 'POST /api/v1/tokens/tok_x/revoke']) {
    assert.equal((await lender.call(request, {})).status, 403);
    assert.equal((await service.anybody.call(request, {})).status, 401);
  }
});
