import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileLinks, newFileId } from '../../../src/files/file-links.ts';
import { insertFile } from '../../../src/store/files.ts';
import { startSecondService, startTestService, type TestService } from '../../service.ts';
import type { Tenant } from '../../tenant.ts';

const day = 86_400_000;

describe('GET /api/v1/files/{id}', () => {
  let service: TestService;
  let lender: Tenant;
  let made = 0;
  before(async () => {
    service = await startTestService();
    lender = await service.tenant();
  });
  after(() => service[Symbol.asyncDispose]());

  /** A file as a batch leaves it, and its link. */
  async function file({
    name = 'june-failures.csv',
    content = 'row;error\r\n',
    expiresAt = new Date(Date.now() + day),
  } = {}) {
    made += 1;
    const publicId = newFileId(lender.code, `f${made}`);
    const storedAs = `results/test/f${made}`;
    const { rows } = await service.database.query<{ id: number }>('select id from organizations where code = $1', [
      lender.code,
    ]);
    const path = join(service.filesDirectory, storedAs);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    await service.database.transact((tx) =>
      insertFile(tx, {
        organizationId: rows[0]?.id ?? 0,
        publicId,
        batchId: null,
        kind: 'failures',
        name,
        mediaType: 'text/csv; charset=utf-8',
        storedAs,
        bytes: content.length,
        expiresAt,
      }),
    );
    return { url: await link(publicId, expiresAt), path };
  }

  /** As the service makes it: with the key in its database. */
  async function link(publicId: string, expiresAt: Date): Promise<string> {
    const { rows } = await service.database.query<{ value: Buffer }>(
      `select value from secrets where name = 'file-links'`,
    );
    assert.ok(rows[0]);
    return fileLinks({ key: rows[0].value, origin: () => service.url }).urlOf({ publicId, expiresAt });
  }

  test('a link opens its file without a token, as an attachment that nobody keeps', async () => {
    const { url } = await file({ name: 'größte Liste.csv' });
    const response = await fetch(url);
    assert.equal(await response.text(), 'row;error\r\n');
    const { status, headers } = response;
    assert.deepEqual(
      [status, headers.get('content-type'), headers.get('content-length')],
      [200, 'text/csv; charset=utf-8', '11'],
    );
    assert.equal(
      headers.get('content-disposition'),
      `attachment; filename="gr__te Liste.csv"; filename*=UTF-8''gr%C3%B6%C3%9Fte%20Liste.csv`,
    );
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    const head = await fetch(url, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, '11']);
  });

  test('another process of the service opens it as well', async () => {
    const { url } = await file();
    await using second = await startSecondService(service);
    const there = new URL(new URL(url).pathname + new URL(url).search, second.url);
    const response = await fetch(there);
    assert.deepEqual([response.status, await response.text()], [200, 'row;error\r\n']);
  });

  test('a link with anything changed opens nothing', async () => {
    const { url } = await file();
    const other = await file();
    const changed = (change: (to: URL) => void) => {
      const to = new URL(url);
      change(to);
      return to;
    };
    const status = async (to: URL) => (await service.anybody.call(`GET ${to.pathname}${to.search}`)).status;
    assert.equal(await status(changed((to) => to.searchParams.set('expires', '9999999999'))), 404);
    assert.equal(await status(changed((to) => to.searchParams.set('signature', 'x'.repeat(43)))), 404);
    assert.equal(await status(changed((to) => (to.pathname = new URL(other.url).pathname))), 404);
    assert.equal(await status(changed((to) => to.searchParams.delete('signature'))), 400);
    assert.equal(await status(changed((to) => to.searchParams.set('signature', 'short'))), 400);
    assert.equal(await status(changed((to) => to.searchParams.set('expires', 'never'))), 400);
    assert.equal(await status(changed((to) => to.searchParams.set('download', 'true'))), 400);
  });

  test('an expired link says that it has expired', async () => {
    const { url } = await file({ expiresAt: new Date(Date.now() - 1_000) });
    const { pathname, search } = new URL(url);
    const { status, body } = await service.anybody.call(`GET ${pathname}${search}`);
    assert.equal(status, 404);
    assert.match(String(body['message']), /expired/);
  });

  test('so does one whose file is gone', async () => {
    const { url, path } = await file();
    await rm(path);
    const { pathname, search } = new URL(url);
    const { status, body } = await service.anybody.call(`GET ${pathname}${search}`);
    assert.equal(status, 404);
    assert.match(String(body['message']), /expired/);
  });

  test('a token makes no difference', async () => {
    const { url } = await file();
    const { pathname, search } = new URL(url);
    assert.equal((await lender.call(`GET ${pathname}${search}`)).status, 200);
    assert.equal((await lender.call(`GET ${pathname}`)).status, 400);
  });
});
