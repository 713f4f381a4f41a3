import assert from 'node:assert/strict';
import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { consoleSite } from '../../../src/doors/console/console.ts';
import { openServer, type OpenServer } from '../../http/open-server.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../../temporary-directory.ts';

const page = '<!doctype html><script type="module" src="/assets/index-4f5a.js"></script>';
const script = `console.log('${'amend '.repeat(5_000)}');`;

let parent: TemporaryDirectory;
let dist: string;
let server: OpenServer;
before(async () => {
  parent = await temporaryDirectory();
  dist = path.join(parent.path, 'dist');
  server = await openServer({ routes: [], site: consoleSite({ directory: dist }) });
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await parent[Symbol.asyncDispose]();
});

let builds = 0;
async function build(html = page): Promise<void> {
  const made = path.join(parent.path, 'made');
  await mkdir(path.join(made, 'assets'), { recursive: true });
  await writeFile(path.join(made, 'index.html'), html);
  await writeFile(path.join(made, '.stamp'), 'x');
  await writeFile(path.join(made, 'assets', '.hidden.js'), 'x');
  await writeFile(path.join(made, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(path.join(made, 'assets', 'index-4f5a.js'), script);
  await writeFile(path.join(made, 'assets', 'index-4f5a.js.br'), brotliCompressSync(script));
  await writeFile(path.join(made, 'assets', 'index-4f5a.js.gz'), gzipSync(script));
  await writeFile(path.join(made, 'assets', 'notes.doc'), 'not for a browser');
  // Two builds in one tick of the file system's clock are two all the same.
  builds += 1;
  await utimes(path.join(made, 'index.html'), new Date(), new Date(1_800_000_000_000 + builds * 1_000));
  await rm(dist, { recursive: true, force: true });
  await rename(made, dist);
}

/** Like a browser, without a token. */
const get = (url: string, headers: Record<string, string> = {}) => fetch(`${server.origin}${url}`, { headers });

describe('the console', () => {
  beforeEach(() => build());

  test('is one page, at / and at each of its own paths', async () => {
    const paths = ['sign-in', 'update', 'uploads', 'batches', 'customers', 'lists', 'access', 'webhooks', 'status'];
    const urls = ['/', '/?x=1', ...paths.flatMap((name) => [`/${name}`, `/${name}/deep/er?search=a`])];
    for (const url of urls) {
      const answer = await get(url);
      assert.deepEqual([answer.status, await answer.text()], [200, page], url);
      assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.equal(answer.headers.get('cache-control'), 'no-cache');
    }
  });

  test('has a policy that lets nothing in from elsewhere, and nothing inline', async () => {
    const { headers } = await get('/');
    assert.deepEqual(headers.get('content-security-policy')?.split('; '), [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "manifest-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.match(headers.get('permissions-policy') ?? '', /camera=\(\)/);
  });

  test('has files that are kept for ever, compressed as the browser takes them', async () => {
    const url = '/assets/index-4f5a.js';
    for (const [accepted, encoding] of [
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip;q=0.5', 'gzip'],
    ]) {
      const answer = await get(url, { 'accept-encoding': accepted ?? '' });
      assert.equal(answer.headers.get('content-encoding'), encoding);
      assert.equal(answer.headers.get('vary'), 'accept-encoding');
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=utf-8');
      assert.equal(await answer.text(), script);
    }
    const plain = await get(url, { 'accept-encoding': 'identity' });
    assert.deepEqual([plain.headers.get('content-encoding'), await plain.text()], [null, script]);
  });

  test('is not sent again to who has it, by whatever encoding', async () => {
    for (const url of ['/', '/assets/index-4f5a.js', '/icon.svg']) {
      const tags = new Set<string>();
      for (const encoding of ['br', 'gzip', 'identity']) {
        const first = await get(url, { 'accept-encoding': encoding });
        await first.arrayBuffer();
        const etag = first.headers.get('etag') ?? '';
        tags.add(etag);
        const again = await get(url, { 'accept-encoding': encoding, 'if-none-match': etag });
        assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', etag], url);
      }
      assert.equal(tags.size, url.endsWith('.js') ? 3 : 1);
    }
    const changed = (await get('/')).headers.get('etag');
    await build(`${page}<p>new`);
    assert.equal((await get('/', { 'if-none-match': changed ?? '' })).status, 200);
  });

  test('answers HEAD as GET, without the body, and no other method', async () => {
    for (const url of ['/', '/batches/x', '/assets/index-4f5a.js']) {
      const head = await fetch(`${server.origin}${url}`, { method: 'HEAD' });
      assert.deepEqual([head.status, await head.text()], [200, '']);
    }
    for (const url of ['/batches', '/batches/x/y', '/assets/index-4f5a.js']) {
      const post = await fetch(`${server.origin}${url}`, { method: 'POST' });
      assert.deepEqual([post.status, post.headers.get('allow')], [405, 'GET, HEAD, OPTIONS'], url);
    }
  });

  test('is no limit to anybody: a page with all its files is never refused for others who ask much', async () => {
    const settings = { requestsPerSecondMax: 1 };
    await using strict = await openServer({ routes: [], site: consoleSite({ directory: dist }), settings });
    const urls = Array.from({ length: 50 }, (_, place) => (place % 2 === 0 ? '/lists' : '/assets/index-4f5a.js'));
    const answers = await Promise.all(urls.map((url) => fetch(`${strict.origin}${url}`)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  });

  test('leads nowhere else: no other file, no path out of it, nothing hidden, no kind of file that a browser must guess', async () => {
    const urls = [
      '/assets/none.js',
      '/assets/../index.html',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/assets/..%2f..%2fpackage.json',
      '/assets/',
      '/assets/.hidden.js',
      '/assets/notes.doc',
      '/assets/index-4f5a.js.br',
      '/.stamp',
      '/favicon.ico',
    ];
    for (const url of urls) {
      // As it stands: `fetch` would tidy the path.
      const { statusCode } = await server.app.inject({ method: 'GET', url });
      assert.equal(statusCode, 404, url);
    }
  });

  test('takes no path from the API: what is unknown there is told in JSON', async () => {
    for (const url of ['/api/v1/none', '/api/v1', '/none', '/batchesx', '/assets', '/index.html']) {
      const answer = await get(url);
      assert.deepEqual([answer.status, ((await answer.json()) as { success: boolean }).success], [404, false], url);
    }
  });

  test('that is built anew is found with the next page, files and all', async () => {
    assert.equal(await (await get('/')).text(), page);
    await build('<!doctype html><p>new');
    assert.equal(await (await get('/')).text(), '<!doctype html><p>new');
  });

  test('that is built anew is found with its assets too, for its page may come from another process', async () => {
    const rebuilt = await openServer({ routes: [], site: consoleSite({ directory: dist }) });
    await using _ = rebuilt;
    const status = async (name: string) => (await fetch(`${rebuilt.origin}/assets/${name}`)).status;
    assert.equal(await status('index-4f5a.js'), 200);
    await writeFile(path.join(dist, 'assets', 'index-new.js'), script);
    // Not while the page is the one that is known: then nothing is read again.
    assert.deepEqual(await Promise.all([status('index-new.js'), status('none.js')]), [404, 404]);
    await utimes(path.join(dist, 'index.html'), new Date(), new Date(1_900_000_000_000));
    assert.deepEqual(await Promise.all([status('index-new.js'), status('none.js')]), [200, 404]);
  });

  test('that goes while the service runs is served on', async () => {
    await get('/');
    await rm(dist, { recursive: true });
    assert.equal(await (await get('/lists')).text(), page);
    assert.equal((await get('/assets/index-4f5a.js')).status, 200);
  });
});

test('where no console was built, its pages say what to do, and show it once it is there', async () => {
  await using empty = await temporaryDirectory();
  await using bare = await openServer({
    routes: [],
    site: consoleSite({ directory: path.join(empty.path, 'dist') }),
  });
  for (const url of ['/', '/batches/x']) {
    const answer = await fetch(`${bare.origin}${url}`);
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'/);
    assert.match(await answer.text(), /npm run build/);
  }
  assert.equal((await fetch(`${bare.origin}/assets/index.js`)).status, 404);
  await mkdir(path.join(empty.path, 'dist'));
  await writeFile(path.join(empty.path, 'dist', 'index.html'), page);
  assert.equal(await (await fetch(`${bare.origin}/`)).text(), page);
});
