import type { BulkPayload } from './bulk-payload.ts';
import type { SheetExpected } from './plan-sheet.ts';

export interface SheetFound {
  /** The door's answers to the workbook, and to its failure file that was mended. */
  readonly first: BulkPayload;
  readonly second: BulkPayload;
  /** Numbers of the failure file's rows. */
  readonly failedRows: readonly number[];
  /** As the door shows those that the plan names, in its order. */
  readonly customers: readonly Readonly<Record<string, unknown>>[];
}

/** What is not as it must be; empty when all is well. */
export function sheetFaults({ first, second, failedRows, customers }: SheetFound, expected: SheetExpected): string[] {
  const faults: string[] = [];
  const compare = (name: string, found: unknown, wanted: unknown) => {
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
    faults.push(`${name} is ${shown(found)} and must be ${shown(wanted)}`);
  };
  compare('total_count', first.total_count, expected.total);
  compare('success_count', first.success_count, expected.applied);
  compare('failure_count', first.failure_count, expected.failed);
  compare('warn_count', first.warn_count, expected.warned);
  compare('total_amount', first.total_amount, expected.outstanding / 100);
  compare('the rows of the failure file', failedRows, expected.failedRows);
  compare('total_count of the mended file', second.total_count, expected.failed);
  compare('success_count of the mended file', second.success_count, expected.failed);
  for (const [index, wanted] of expected.customers.entries()) {
    const found = customers[index];
    for (const [field, value] of Object.entries(wanted)) {
      compare(`${field} of ${wanted['uniqueRefNo']}`, found?.[field], value);
    }
  }
  return faults;
}

/** A few rows of thousands say enough. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
