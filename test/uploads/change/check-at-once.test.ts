import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { UploadChange } from '../../../src/uploads/change/change-upload.ts';
import type { FakeFile } from '../fake-workbook.ts';
import { keyOf } from '../open-uploads.ts';
import { type StepsAtOnce, stepsAtOnce } from './steps-at-once.ts';

const header = ['customerId', 'uniqueRefNo', 'accountNumber', 'legalName', 'pinCode', 'Note'];
const contactHeader = ['customerId', 'name', 'mobile'];

const key = fc.constantFrom(...['A', 'A', 'B', 'C', 'D', 'Nobody'].map(keyOf), null, 'wrong');
const values: Readonly<Record<string, fc.Arbitrary<string | null>>> = {
  customerId: key,
  uniqueRefNo: fc.constantFrom(null, null, null, 'RA', 'RB', 'RX', 'RY'),
  accountNumber: fc.constantFrom(null, null, 'ACC0000000065', 'ACC0000000066', 'x'),
  legalName: fc.constantFrom('Old', 'New', ' Newer ', null),
  pinCode: fc.constantFrom('560001', '560002', '56', null),
  Note: fc.constantFrom('x', null),
  name: fc.constantFrom('Dev', 'Devi', null),
  mobile: fc.constantFrom('9876543210', '9876543211', '98'),
};
const cell = (name: string): fc.Arbitrary<string | null> => values[name] ?? fc.constant(null);
const row = (names: readonly string[]) => fc.tuple(...names.map(cell));

const anyFile: fc.Arbitrary<{ customers: (string | null)[][]; contacts: (string | null)[][] }> = fc.record({
  customers: fc.array(row(header), { minLength: 1, maxLength: 14, size: 'max' }),
  contacts: fc.oneof(
    fc.constant<(string | null)[][]>([]),
    fc.array(row(contactHeader), { minLength: 1, maxLength: 5 }),
  ),
});

type Step =
  | { readonly what: 'edit'; readonly row: number; readonly cell: readonly [string, string | null] }
  | {
      readonly what: 'original' | 'exclude' | 'include' | 'editContact';
      readonly row: number;
      readonly column: number;
    };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('edit' as const),
      row: fc.nat(20),
      cell: fc.constantFrom(...header).chain((name) => cell(name).map((value) => [name, value] as const)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('original' as const, 'exclude' as const, 'include' as const, 'editContact' as const),
      row: fc.nat(20),
      column: fc.nat(5),
    }),
  },
);

/** As a request says it; null: the file has no such table. */
function changeOf(step: Step, file: { customers: unknown[]; contacts: unknown[] }): UploadChange | null {
  if (step.what === 'editContact') {
    if (file.contacts.length === 0) return null;
    const at = 2 + (step.row % file.contacts.length);
    return { cells: [{ table: 'contacts', row: at, column: 'name', value: step.column % 2 === 0 ? 'Other' : null }] };
  }
  const at = 2 + (step.row % file.customers.length);
  if (step.what === 'edit') return { cells: [{ row: at, column: step.cell[0], value: step.cell[1] }] };
  if (step.what === 'original') return { cells: [{ row: at, column: header[step.column] ?? 'Note' }] };
  return step.what === 'exclude' ? { exclude: [at] } : { include: [at] };
}

describe('a change of a few rows', () => {
  let steps: StepsAtOnce;
  before(async () => {
    steps = await stepsAtOnce();
  });
  after(async () => steps[Symbol.asyncDispose]());

  test('that is checked at once leaves what a check of the whole file leaves, for any file and changes', async () => {
    let atOnce = 0;
    await fc.assert(
      fc.asyncProperty(
        anyFile,
        fc.array(anyStep, { minLength: 1, maxLength: 6, size: 'max' }),
        async (tables, taken) => {
          const sheets: Record<string, (string | null)[][]> = { Customers: [header, ...tables.customers] };
          if (tables.contacts.length > 0) sheets['Contacts'] = [contactHeader, ...tables.contacts];
          const file: FakeFile = { sheets };
          if (!tables.customers.some((cells) => cells.some((value) => value !== null))) return;
          const [own, model] = [await steps.show(file), await steps.show(file)];
          for (const step of taken) {
            const change = changeOf(step, tables);
            if (!change) continue;
            if (await steps.change(own, change)) atOnce += 1;
            await steps.changeInFull(model, change);
            assert.deepEqual(await steps.state(own), await steps.state(model));
          }
        },
      ),
      { numRuns: 25 },
    );
    assert.ok(atOnce > 10, `${atOnce} were checked at once`);
  });

  const asked = async (file: FakeFile, ...changes: UploadChange[]): Promise<boolean[]> => {
    const ref = await steps.show(file);
    const answers: boolean[] = [];
    for (const change of changes) answers.push(await steps.change(ref, change));
    return answers;
  };

  test('is checked at once where its customers have twins or contacts, or the customer is another', async () => {
    const file = {
      sheets: {
        Customers: [
          header.slice(0, 4),
          [keyOf('A'), null, null, 'x'],
          [keyOf('A'), null, null, 'y'],
          [keyOf('B'), null, null, 'z'],
        ],
        Contacts: [contactHeader, [keyOf('B'), 'Dev', '9876543210']],
      },
    };
    assert.deepEqual(
      await asked(
        file,
        { exclude: [2] },
        { cells: [{ row: 4, column: 'legalName', value: 'w' }] },
        { cells: [{ row: 3, column: 'customerId', value: keyOf('C') }] },
        { cells: [{ table: 'contacts', row: 2, column: 'mobile', value: '9876543211' }] },
        { cells: [{ row: 3, column: 'uniqueRefNo', value: 'RC' }] },
      ),
      [true, true, true, true, true],
    );
  });

  test('is checked in full where other rows may hang on it, or it is not of rows alone', async () => {
    const file = { csv: [header.slice(0, 4), [keyOf('A'), null, null, 'x'], [keyOf('B'), null, null, 'y']] };
    assert.deepEqual(
      await asked(
        file,
        { cells: [{ row: 2, column: 'uniqueRefNo', value: 'RX' }] },
        { exclude: [2] },
        { emptyCells: 'clear', exclude: [3] },
        {},
      ),
      [false, false, false, false],
    );
    const many = Array.from({ length: 101 }, (_, i) => [keyOf(String(i)), null, null, 'x']);
    const exclude = many.map((_, i) => i + 2);
    assert.deepEqual(await asked({ csv: [header.slice(0, 4), ...many] }, { exclude }, { include: exclude.slice(1) }), [
      false,
      false,
    ]);
  });

  test('is checked in full where it leaves no valid row: a file without one has no chunks', async () => {
    const ref = await steps.show({
      csv: [header.slice(0, 4), [keyOf('A'), null, null, 'x'], [keyOf('B'), null, null, 'y']],
    });
    assert.deepEqual(
      [await steps.change(ref, { exclude: [2] }), await steps.change(ref, { exclude: [3] })],
      [true, false],
    );
    const { upload } = await steps.uploads.read(ref);
    assert.deepEqual((await steps.uploads.spool.records(upload.ref)).cut(4), []);
  });

  test('is checked in full where the customers are found otherwise than they were', async () => {
    const ref = await steps.show({
      csv: [
        ['uniqueRefNo', 'legalName'],
        ['RA', 'x'],
        ['RM', 'y'],
      ],
    });
    await steps.uploads.refer(keyOf('D'), { uniqueRefNo: 'RM' });
    assert.equal(await steps.change(ref, { cells: [{ row: 3, column: 'legalName', value: 'z' }] }), false);
    assert.equal((await steps.state(ref)).records.length, 2);
  });

  test('leaves new customers the keys that they were given', async () => {
    const ref = await steps.show(
      {
        csv: [
          ['legalName', 'pinCode'],
          ['x', '560001'],
          ['y', '1'],
        ],
      },
      'add',
    );
    const [first] = (await steps.state(ref)).records;
    const cells = [
      { row: 2, column: 'legalName', value: 'w' },
      { row: 3, column: 'pinCode', value: '560002' },
    ];
    assert.equal(await steps.change(ref, { cells }), true);
    const { records, notes, findings } = await steps.state(ref);
    assert.deepEqual([records.length, records[0]?.key, records[0]?.patch['legalName']], [2, first?.key, 'w']);
    assert.deepEqual(
      notes.customers.map(({ key: own }) => own),
      records.map(({ key: own }) => own),
    );
    assert.equal(findings.compared?.changing, 2);
  });
});
