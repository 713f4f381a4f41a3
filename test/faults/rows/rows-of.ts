import assert from 'node:assert/strict';
import type { DocumentedOperation } from '../documented-operations.ts';
import { basic, newClient } from '../owner.ts';
import { apiRows } from './api-rows.ts';
import { campaignRows } from './campaign-rows.ts';
import { companyRows } from './company-rows.ts';
import { listRows } from './list-rows.ts';
import { names, namesNothing, type Row } from './row.ts';
import { webhookRows } from './webhook-rows.ts';

const probeRows: Readonly<Record<string, readonly Row[]>> = {
  getHealth: [namesNothing()],
  getReadiness: [namesNothing()],
  getMetrics: [namesNothing(undefined, { rootOnly: true })],
  oauthToken: [
    names(
      async (owner) => ({ authorization: basic(await newClient(owner)) }),
      ({ authorization }) => ({ form: { grant_type: 'client_credentials' }, headers: { authorization } }),
    ),
  ],
};

const all = new Map(
  Object.entries({ ...probeRows, ...apiRows, ...listRows, ...webhookRows, ...campaignRows, ...companyRows }),
);

/** Its rows. There must be one, or the operation would go untested. */
export function rowsOf({ name, operationId }: DocumentedOperation): readonly Row[] {
  const rows = all.get(operationId);
  assert.ok(
    rows,
    `${name} has no row: say in test/faults/rows what a good request of \`${operationId}\` is, and what of an ` +
      'organization it names (row.ts tells how), and it will be tested with foreign tokens and with random input.',
  );
  return rows;
}

/** Rows of operations that the document does not have. */
export function unusedRows(operations: readonly DocumentedOperation[]): string[] {
  const documented = new Set(operations.map(({ operationId }) => operationId));
  return [...all.keys()].filter((operationId) => !documented.has(operationId));
}
