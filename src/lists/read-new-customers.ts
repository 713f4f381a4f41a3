import { type CompiledFields, dataBytes } from '../engine/fields.ts';
import type { JsonObject, RecordIn } from '../engine/records.ts';
import type { NewCustomer } from './add-customers.ts';

interface Reading {
  readonly fields: CompiledFields;
  readonly customerBytesMax: number;
  /** Told of each fault. */
  readonly onFault: (index: number, sentence: string) => void;
}

/** The customers of records that are added all or none: every fault is told, a key that comes twice among them. */
export function readNewCustomers(records: readonly RecordIn[], reading: Reading): NewCustomer[] {
  const customers: NewCustomer[] = [];
  const firstOf = new Map<string, number>();
  for (const record of records) {
    const { index, key, patch } = record;
    const faults = recordFaults(record, reading);
    for (const sentence of faults) reading.onFault(index, sentence);
    if (faults.length > 0 || key === null || patch === null) continue;
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, index);
    else reading.onFault(index, `${reading.fields.keyField} is the same as that of item ${first}`);
    customers.push({ key, data: patch });
  }
  return customers;
}

function recordFaults({ key, patch, faults }: RecordIn, reading: Reading): readonly string[] {
  if (patch === null) return faults;
  const all = [...faults, ...reading.fields.checkNew(patch, key)];
  // Bytes are counted only of what passed: a value nested without end cannot be written as text.
  return all.length === 0 ? sizeFaults(patch, reading.customerBytesMax) : all;
}

function sizeFaults(data: JsonObject, customerBytesMax: number): string[] {
  return dataBytes(data) > customerBytesMax ? [`the customer cannot exceed ${customerBytesMax} bytes`] : [];
}
