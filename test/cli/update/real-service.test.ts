import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { borrowerAt, loanId } from '../../../src/cli/demo/borrowers.ts';
import { startTestService } from '../../service.ts';
import type { TestService } from '../../service.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import type { Tenant } from '../../tenant.ts';
import { amend } from '../command-line.ts';

describe('amend update against the real service', () => {
  let service: TestService;
  let tenant: Tenant;
  before(async () => {
    service = await startTestService();
    tenant = await service.tenant();
  });
  after(() => service[Symbol.asyncDispose]());

  const update = async (file: { name: string; content: string }, ...words: string[]) => {
    const directory = await temporaryDirectory();
    const place = path.join(directory.path, file.name);
    await writeFile(place, file.content);
    const environment = { AMEND_URL: service.url, AMEND_TOKEN: tenant.token ?? '' };
    const outcome = await amend(environment, 'update', place, ...words);
    return { ...outcome, directory: directory.path, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
  };

  test("updates a company's customers and saves the files of the applied and of the failed rows", async () => {
    const added = await addCustomers(['A-1', 'A-2', 'A-3']);
    assert.equal(added['success_count'], 3);
    const content = 'Ref No,PIN,Mobile\r\nA-1,411001,9876543210\r\nA-2,41,9876543211\r\nA-9,411001,9876543212\r\n';
    await using done = await update({ name: 'june.csv', content }, '--company', tenant.code, '--json');
    assert.equal(done.code, 1, done.stderr);
    assert.match(done.stderr, /2 of 3 rows were not applied/);
    const { counts, problems, files } = JSON.parse(done.stdout) as Printed;
    assert.deepEqual([counts['total'], counts['updated'], counts['failed'], counts['invalid']], [3, 1, 0, 2]);
    assert.deepEqual(
      problems.map(({ row }) => row),
      [3, 4],
    );
    assert.match(problems[0]?.why ?? '', /PIN must be 6 digits.*"41"/);
    const failed = files.find(({ kind }) => kind === 'failed')?.path ?? '';
    assert.equal(path.dirname(failed), done.directory);
    const lines = (await readFile(failed, 'utf8')).replace('\uFEFF', '').split('\r\n');
    assert.equal(lines[0], 'Ref No,PIN,Mobile,row,error');
    assert.match(lines[1] ?? '', /^A-2,41,9876543211,3,/);
    assert.match(lines[2] ?? '', /^A-9,411001,9876543212,4,/);
  });

  test("updates a campaign's customers", async () => {
    const id = await tenant.campaign([{ ...borrowerAt(0) }, { ...borrowerAt(1) }]);
    const content = `loan_id,payment_status\r\n${loanId(0)},paid\r\n${loanId(1)},paid\r\n`;
    await using done = await update({ name: 'july.csv', content }, '--campaign', id);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /^updated +2$/m);
    assert.equal((await tenant.customer(id, loanId(0))).data['payment_status'], 'paid');
  });

  test('ends with exit code 2 and changes nothing where the file is refused', async () => {
    const files: readonly (readonly [string, string, readonly string[]])[] = [
      ['no-key.csv', 'PIN\r\n411001\r\n', []],
      ['empty.csv', '', []],
      ['page.csv', '<!doctype html><html></html>', []],
      ['brake.csv', 'Ref No,PIN\r\nA-3,411009\r\n', ['--max-affected', '0']],
    ];
    for (const [name, content, words] of files) {
      await using done = await update({ name, content }, '--company', tenant.code, ...words);
      assert.equal(done.code, 2, `${name}: ${done.code} ${done.stderr}`);
      assert.match(done.stderr, /^amend: [A-Z0-9].*\.$/m);
    }
  });

  async function addCustomers(references: readonly string[]): Promise<Record<string, unknown>> {
    const form = new FormData();
    const rows = references.map((reference) => `${reference},Asha ${reference}\r\n`);
    form.set('file', new Blob([`uniqueRefNo,legalName\r\n${rows.join('')}`]), 'new.csv');
    const response = await fetch(`${service.url}/api/v0/customer/bulk?companyId=${tenant.code}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.token}` },
      body: form,
    });
    const { payload } = (await response.json()) as { payload: Record<string, unknown> };
    return payload;
  }
});

interface Printed {
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly { readonly row: number; readonly why: string }[];
  readonly files: readonly { readonly kind: string; readonly path: string }[];
}
