import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RequestError } from '../../src/errors/request-error.ts';
import { campaignSheets } from '../../src/fields/campaign/campaign-sheets.ts';
import { companySheets } from '../../src/fields/company/company-sheets.ts';
import type { ListSheets } from '../../src/fields/sheet-fields.ts';
import { listTemplate, type SheetSurvey, type SheetType, type TemplatePorts } from '../../src/lists/list-template.ts';

const company = companySheets({ newContactId: () => 'kcp_1' });
const limits = { fieldNameCharactersMax: 64, keyCharactersMax: 128 };
const campaign = campaignSheets({ type: 'emi', customFields: {}, limits });
const list = { organizationId: 1, listId: 2 };

/** The headers that are written of a list with such customers, and whether its snapshot was let go of. */
async function written(type: SheetType, sheets: ListSheets, found: Partial<SheetSurvey>) {
  const survey = { customers: 1, contacts: 0, names: [], ...found };
  const seen = { headers: [] as string[], surveys: 0, closed: 0 };
  const ports: TemplatePorts = {
    limits: { rowsMax: 1_048_575, columnsMax: 200, namesMax: 1_000 },
    openSnapshot: async () => ({
      page: async () => ({ customers: [], more: false }),
      survey: async () => {
        seen.surveys += 1;
        return survey;
      },
      [Symbol.asyncDispose]: async () => void (seen.closed += 1),
    }),
    write: async function* write({ customers }) {
      seen.headers = customers.columns.map(({ header }) => header);
      yield new Uint8Array(1);
    },
  };
  let refusal: RequestError | null = null;
  try {
    for await (const _ of listTemplate({ type, sheets, list }, ports));
  } catch (error) {
    assert.ok(error instanceof RequestError);
    refusal = error;
  }
  assert.equal(seen.closed, 1);
  return { ...seen, refusal };
}

describe("a sheet of a list's customers", () => {
  test('is refused as a workbook that could not hold them, naming the format that can', async () => {
    for (const [sheets, found] of [
      [campaign, { customers: 1_048_576 }],
      [company, { customers: 1_048_576 }],
      [company, { customers: 200_000, contacts: 1_048_576 }],
    ] as const) {
      const { refusal } = await written('xlsx', sheets, found);
      assert.equal(refusal?.code, 'unprocessable');
      assert.match(
        refusal?.message ?? '',
        /holds 1048575 rows, and there are 1048576 (customers|contacts); .*format=csv/,
      );
      assert.equal((await written('csv', sheets, found)).refusal, null);
    }
    assert.equal((await written('xlsx', company, { customers: 1_048_575 })).refusal, null);
  });

  test('has a column of each field that a customer has, unless a column of its name is read as another', async () => {
    const names = ['first_name', 'zone', 'firstname', 'frist_name', 'lead_date', 'area'];
    const { headers } = await written('csv', campaign, { names });
    assert.deepEqual(headers.slice(campaign.customers.columns.length), ['area', 'lead_date', 'zone']);
  });

  test('is refused for fields beyond number before any of their names is looked at', async () => {
    const names = Array.from({ length: 1_001 }, (_, place) => `field_${place}`);
    let looks = 0;
    const counting: ListSheets = {
      ...campaign,
      customers: {
        ...campaign.customers,
        match: (...asked) => {
          looks += 1;
          return campaign.customers.match(...asked);
        },
      },
    };
    const { refusal } = await written('csv', counting, { names });
    assert.match(refusal?.message ?? '', /more than 1000 different fields, and a sheet holds 200 columns/);
    assert.deepEqual([refusal?.code, looks], ['unprocessable', 0]);
    await written('csv', counting, { names: names.slice(1) });
    assert.equal(looks, 1_000);
  });

  test('looks through the customers first only where something of them must be known', async () => {
    assert.equal((await written('csv', company, {})).surveys, 0);
    assert.equal((await written('xlsx', company, {})).surveys, 1);
    assert.equal((await written('csv', campaign, {})).surveys, 1);
  });
});
