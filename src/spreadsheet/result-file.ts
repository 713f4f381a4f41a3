import type { FileFormat } from '../uploads/ports.ts';
import { csvWriter } from './csv/write-csv.ts';
import type { WrittenFile } from './written-file.ts';
import { xlsxWriter } from './xlsx/write/xlsx-writer.ts';

/** Begins a file in the format of an upload. */
export function resultFile(format: FileFormat): WrittenFile {
  return format.type === 'csv' ? csvWriter(format) : xlsxWriter();
}

/** What a browser is told that a file is. */
export const mediaTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** With the dot. */
export const fileExtensions = { csv: '.csv', xlsx: '.xlsx' } as const;
