import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { amend } from '../command-line.ts';
import { data, fakeService, refusal } from './fake-service.ts';
import type { Script } from './fake-service.ts';

const ready = {
  id: 'upl_1',
  state: 'ready',
  counts: { total: 3, valid: 3, invalid: 0 },
  warnings: ['The column Notes is not known and is left out.'],
};
const counts = { total: 3, invalid: 0, successful: 3, updated: 2, unchanged: 1, failed: 0, warned: 1 };
const running = {
  id: 'batch_1',
  state: 'running',
  counts: { ...counts, successful: 0, updated: 0, unchanged: 0 },
  progress: { phase: 'applying', done: 1, of: 3 },
  files: [],
};
const file = (kind: string, name: string) => ({
  kind,
  name,
  url: `https://amend.example.com/lenders/api/v1/files/${kind}?s=1`,
});
const completed = {
  ...running,
  state: 'completed',
  counts,
  progress: { phase: 'writing', done: 3, of: 3 },
  files: [file('applied', 'june-applied.csv')],
};
const allApplied: Script = {
  'POST /uploads': [data({ ...ready, state: 'reading', progress: { phase: 'reading', done: 1, of: 2 } }, 201)],
  'GET /uploads/upl_1': [data({ ...ready, state: 'reading' }), data(ready)],
  'POST /uploads/upl_1/apply': [data(running, 202)],
  'GET /batches/batch_1': [
    data(running),
    data({ ...running, progress: { phase: 'writing', done: 0, of: 3 } }),
    data(completed),
  ],
  'GET /batches/batch_1/outcomes': [data([])],
  'GET /files/applied': [{ body: 'customerId,row\r\nKC1,2\r\n' }],
};
const someNot: Script = {
  ...allApplied,
  'GET /batches/batch_1': [
    data({
      ...completed,
      counts: { ...counts, successful: 1, updated: 1, unchanged: 0, failed: 1, invalid: 1 },
      files: [...completed.files, file('failed', '../june-failed.csv')],
    }),
  ],
  'GET /batches/batch_1/outcomes': [
    data([
      {
        index: 1,
        row: 3,
        key: null,
        outcome: 'invalid',
        errors: [{ message: 'pinCode "12" must be 6 digits' }, 'no key'],
      },
      {
        index: 2,
        row: 4,
        key: 'KC\u001B[2J',
        outcome: 'failed',
        error: 'document_missing_exception',
        reason: 'missing',
      },
    ]),
  ],
  'GET /files/failed': [{ body: 'customerId,row,error\r\n' }],
};

describe('amend update', () => {
  test('sends the file, applies it, tells the counts and saves the result files beside it', async () => {
    await using place = await prepared(allApplied);
    const { code, stdout, stderr } = await place.run(
      '--company',
      'CEKABC1234',
      '--mapping',
      'Cust=legalName',
      '--mapping',
      'Notes=',
    );
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^batch +batch_1\nrows +3\nupdated +2\nunchanged +1\nfailed +0\ninvalid +0\nwith a warning +1$/m,
    );
    assert.match(stdout, new RegExp(`^applied rows +${path.join(place.directory, 'june-applied.csv')}$`, 'm'));
    assert.equal(await place.saved('june-applied.csv'), 'customerId,row\r\nKC1,2\r\n');
    const lines = stderr.split('\n').map((line) => line.replace(/: [\d.]+ s$/, ''));
    assert.deepEqual(
      lines.filter((line) => !/ of /.test(line)),
      [
        `  send ${place.file}`,
        '  read and check it',
        'amend: The column Notes is not known and is left out.',
        '  apply 3 rows',
        '  write the result files',
        '  save the result files',
        '',
      ],
    );

    const [sent] = place.service.of('POST /uploads');
    assert.equal(sent?.headers.authorization, 'Bearer amd_test');
    assert.equal(sent?.query.get('organization'), 'CEKABC1234');
    assert.deepEqual([...(sent?.form?.keys() ?? [])], ['company', 'mapping', 'file']);
    assert.equal(sent?.form?.get('company'), 'CEKABC1234');
    assert.equal(sent?.form?.get('mapping'), '{"Cust":"legalName","Notes":null}');
    const part = sent?.form?.get('file');
    assert.ok(part instanceof File);
    assert.deepEqual([part.name, await part.text()], ['june.csv', 'customerId\r\nKC1\r\n']);
    const [applied] = place.service.of('POST /uploads/upl_1/apply');
    assert.deepEqual(applied?.json, { atomic: false, pinned: false });
    assert.ok(place.service.received.slice(0, -1).every(({ query }) => query.get('organization') === 'CEKABC1234'));
  });

  test('hands on what was asked for', async () => {
    await using place = await prepared(allApplied);
    await writeFile(path.join(place.directory, 'people.csv'), 'name\r\n');
    const contacts = path.join(place.directory, 'people.csv');
    const switches = ['--contacts', contacts, '--empty-cells', 'clear', '--atomic', '--max-affected', '0'];
    const { code, stderr } = await place.run('--campaign', 'camp_1', ...switches);
    assert.equal(code, 0, stderr);
    const [sent] = place.service.of('POST /uploads');
    assert.deepEqual([...(sent?.form?.keys() ?? [])], ['campaignId', 'mapping', 'emptyCells', 'file', 'contactsFile']);
    // By the names alone: what the console remembers of the list is not for a file that nobody looks at.
    assert.equal(sent?.form?.get('mapping'), '{}');
    assert.equal(sent?.form?.get('campaignId'), 'camp_1');
    assert.equal(sent?.form?.get('emptyCells'), 'clear');
    assert.equal(sent?.query.get('organization'), null);
    assert.deepEqual(place.service.of('POST /uploads/upl_1/apply')[0]?.json, {
      atomic: true,
      pinned: false,
      maxAffected: 0,
    });
  });

  test('takes a result file from the service that it talks to, without the token', async () => {
    await using place = await prepared(allApplied);
    await place.run('--campaign', 'camp_1');
    const [asked] = place.service.of('GET /files/applied');
    assert.equal(asked?.query.toString(), 's=1');
    assert.equal(asked?.headers.authorization, undefined);
  });

  test('when some rows were not applied, tells the first of them in plain words and ends with exit code 1', async () => {
    await using place = await prepared(someNot);
    const { code, stdout, stderr } = await place.run('--company', 'CEKABC1234');
    assert.equal(code, 1);
    assert.match(stderr, /^amend: 2 of 3 rows were not applied\.$/m);
    assert.match(stdout, /^3 +- +pinCode "12" must be 6 digits\. no key\.$/m);
    assert.match(stdout, /^4 +KC\\u\{1b\}\[2J +There is no such customer\.$/m);
    assert.match(stdout, /^failed rows +.*june-failed\.csv$/m);
    assert.match(stdout, /^Mend the values in the file of the failed rows and send it again/m);
    assert.deepEqual((await readdir(place.directory)).sort(), ['june-applied.csv', 'june-failed.csv', 'june.csv']);
  });

  test('never overwrites a file: the new one gets a number', async () => {
    await using place = await prepared(allApplied);
    await writeFile(path.join(place.directory, 'june-applied.csv'), 'mine');
    const { stdout } = await place.run('--company', 'CEKABC1234');
    assert.match(stdout, /june-applied \(2\)\.csv$/m);
    assert.equal(await place.saved('june-applied.csv'), 'mine');
    assert.equal(await place.saved('june-applied (2).csv'), 'customerId,row\r\nKC1,2\r\n');
  });

  test('saves the result files where it is told to, and makes the directory', async () => {
    await using place = await prepared(allApplied);
    const { code } = await place.run('--company', 'CEKABC1234', '--out', path.join(place.directory, 'a', 'b'));
    assert.equal(code, 0);
    assert.equal(await place.saved('a/b/june-applied.csv'), 'customerId,row\r\nKC1,2\r\n');
  });

  test('prints JSON for scripts, and nothing else', async () => {
    await using place = await prepared(someNot);
    const { code, stdout, stderr } = await place.run('--company', 'CEKABC1234', '--json');
    assert.equal(code, 1);
    assert.match(stderr, /^amend: The column Notes.*\namend: 2 of 3 rows were not applied\.\n$/);
    const { batch, state, problems, files } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([batch, state], ['batch_1', 'completed']);
    assert.deepEqual(problems, [
      { index: 1, row: 3, key: null, error: null, why: 'pinCode "12" must be 6 digits. no key.' },
      { index: 2, row: 4, key: 'KC\u001B[2J', error: 'document_missing_exception', why: 'There is no such customer.' },
    ]);
    assert.deepEqual(files, [
      { kind: 'applied', path: path.join(place.directory, 'june-applied.csv') },
      { kind: 'failed', path: path.join(place.directory, 'june-failed.csv') },
    ]);
  });

  test('follows a batch that was begun before', async () => {
    await using place = await prepared(allApplied);
    const out = path.join(place.directory, 'out');
    const { code, stdout } = await amend(place.service.environment, 'update', '--follow', 'batch_1', '--out', out);
    assert.equal(code, 0);
    assert.match(stdout, /^updated +2$/m);
    assert.equal(place.service.of('POST /uploads').length, 0);
    assert.deepEqual(await readdir(out), ['june-applied.csv']);
  });
});

describe('a file that is refused', () => {
  const refused: readonly (readonly [string, Script, RegExp])[] = [
    [
      'while it is read',
      {
        ...allApplied,
        'GET /uploads/upl_1': [
          data({
            ...ready,
            state: 'refused',
            error: { message: 'Refused.', errors: ['There is no key column', 'Two columns are legalName.'] },
          }),
        ],
      },
      /^amend: There is no key column\. Two columns are legalName\.$/m,
    ],
    [
      'when it arrives',
      { ...allApplied, 'POST /uploads': [refusal(415, { message: 'This is a PDF document.' })] },
      /^amend: This is a PDF document\.$/m,
    ],
    [
      'for what was asked',
      {
        ...allApplied,
        'POST /uploads': [refusal(400, { message: 'Validation failed', errors: ['mapping must be JSON'] })],
      },
      /^amend: mapping must be JSON\.$/m,
    ],
    [
      'by the brake',
      {
        ...allApplied,
        'GET /batches/batch_1': [
          data({ ...running, state: 'failed', error: '3 customers would change, and maxAffected is 1.' }),
        ],
      },
      /^amend: 3 customers would change, and maxAffected is 1\.$/m,
    ],
    [
      'for its token',
      { ...allApplied, 'POST /uploads': [refusal(401, { message: 'Unknown token.' })] },
      /^amend: The service does not know the token in AMEND_TOKEN, or it has expired\. Unknown token\.$/m,
    ],
  ];
  for (const [how, script, sentence] of refused) {
    test(`${how} ends with exit code 2 and the service's sentence`, async () => {
      await using place = await prepared(script);
      const { code, stderr } = await place.run('--company', 'CEKABC1234');
      assert.equal(code, 2);
      assert.match(stderr, sentence);
      assert.deepEqual(await readdir(place.directory), ['june.csv']);
    });
  }
});

interface Prepared extends AsyncDisposable {
  readonly service: Awaited<ReturnType<typeof fakeService>>;
  readonly directory: string;
  readonly file: string;
  run(...words: string[]): ReturnType<typeof amend>;
  saved(name: string): Promise<string>;
}

async function prepared(script: Script): Promise<Prepared> {
  const directory = await temporaryDirectory();
  const service = await fakeService(script);
  const file = path.join(directory.path, 'june.csv');
  await writeFile(file, 'customerId\r\nKC1\r\n');
  return {
    service,
    directory: directory.path,
    file,
    run: (...words) => amend(service.environment, 'update', file, ...words),
    saved: (name) => readFile(path.join(directory.path, name), 'utf8'),
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}
