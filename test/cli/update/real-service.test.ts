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

  test('--dry-run shows what the file would do, and batch apply applies exactly that', async () => {
    const id = await tenant.campaign([{ ...borrowerAt(0) }, { ...borrowerAt(1) }]);
    const content = `loan_id,emi_amount\r\n${loanId(0)},77\r\n${loanId(1)},78\r\ngone,1\r\n`;
    await using shown = await update({ name: 'july.csv', content }, '--campaign', id, '--dry-run');
    assert.equal(shown.code, 1, shown.stderr);
    assert.match(shown.stderr, /1 of 3 rows would not be applied/);
    assert.match(shown.stdout, /^would be updated +2$/m);
    assert.match(shown.stdout, /^Would change \(the first 2 customers\):\nCUSTOMER +FIELD +OLD +NEW$/m);
    assert.match(shown.stdout, new RegExp(`^${loanId(0)} +emi_amount +[\\d.]+ +77$`, 'm'));
    assert.match(shown.stdout, /^4 +gone +There is no such customer\.$/m);
    assert.match(await readFile(path.join(shown.directory, 'july-failed.csv'), 'utf8'), /\r\ngone,1,4,/);
    const old = (await tenant.customer(id, loanId(0))).data['emi_amount'];
    assert.notEqual(old, 77);
    const batch = /amend batch apply (batch_\w+)/.exec(shown.stdout)?.[1] ?? '';
    await tenant.bulkUpdate(id, [{ id: loanId(1), data: { emi_amount: 5 } }]);
    const environment = { AMEND_URL: service.url, AMEND_TOKEN: tenant.token ?? '' };
    const apply = () => amend(environment, 'batch', 'apply', batch, '--out', shown.directory, '--json');
    const done = await apply();
    assert.equal(done.code, 1, done.stderr);
    const { counts, problems } = JSON.parse(done.stdout) as Printed;
    assert.deepEqual([counts['updated'], counts['failed']], [1, 2]);
    assert.deepEqual(
      problems.map(({ row }) => row),
      [3, 4],
    );
    assert.equal((await tenant.customer(id, loanId(0))).data['emi_amount'], 77);
    assert.equal((await tenant.customer(id, loanId(1))).data['emi_amount'], 5);
    const again = await apply();
    assert.deepEqual([again.code, /applied already, as batch_/.test(again.stderr)], [2, true], again.stderr);
  });

  test('--dry-run is refused as the real one is', async () => {
    const id = await tenant.campaign([{ ...borrowerAt(0) }]);
    const content = `loan_id,emi_amount\r\n${loanId(0)},77\r\n`;
    const words = ['--campaign', id, '--dry-run', '--max-affected', '0'];
    await using shown = await update({ name: 'july.csv', content }, ...words);
    assert.equal(shown.code, 2, shown.stderr);
    assert.match(shown.stderr, /maxAffected is 0/);
    await using whole = await update({ name: 'july.csv', content }, '--campaign', id, '--dry-run', '--json');
    const { dryRun, changes } = JSON.parse(whole.stdout) as { dryRun: boolean; changes: unknown[] };
    assert.deepEqual([whole.code, dryRun, changes.length], [0, true, 1]);
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
