/** The sentences for a file that is refused as a whole, besides those of its format (`src/spreadsheet`). */
import { RequestError } from '../../errors/request-error.ts';
import { uploadLimits } from '../limits.ts';
import { shownSheet } from '../sentences.ts';

export function isEmpty(sheet: string | null): RequestError {
  const what = sheet === null ? 'The file is empty' : `${shownSheet(sheet)} is empty`;
  return refusal(`${what}. Its first row must be a header that names the columns.`);
}

export function hasNoRows(sheet: string | null): RequestError {
  return refusal(`${shownSheet(sheet)} has a header and no rows below it. There is nothing to apply.`);
}

export function hasNoSheets(): RequestError {
  return refusal('The workbook has no sheet with rows in it.');
}

export function hasNoSuchSheet(asked: string, sheets: readonly string[]): RequestError {
  const there = sheets.length === 0 ? 'The file is a CSV, which has no sheets.' : `It has ${sheets.join(', ')}.`;
  return refusal(`The file has no sheet ${JSON.stringify(asked)}. ${there}`);
}

export function hasTooManyColumns(sheet: string | null, columns: number): RequestError {
  const { columnsMax } = uploadLimits;
  const what = `${shownSheet(sheet)} has ${columns} columns and may have ${columnsMax}`;
  return refusal(`${what}. Delete the columns that are empty or not needed.`);
}

export function hasTooManyRows(sheet: string | null): RequestError {
  const rowsMax = uploadLimits.rowsMax.toLocaleString('en');
  return refusal(`${shownSheet(sheet)} has more than ${rowsMax} rows below its header. Split it.`);
}

/** What is wrong with a header, in the sentences of the fields. */
export function hasWrongHeader(sheet: string | null, faults: readonly string[]): RequestError {
  const told = sheet === null ? faults : faults.map((fault) => `${shownSheet(sheet)}: ${fault}`);
  const [only = ''] = told;
  const message = told.length === 1 ? only : `The header cannot be read: ${told.join(' ')}`;
  return refusal(message, told);
}

export function isGone(): RequestError {
  return refusal('The file is not kept any more. Upload it again.');
}

export function hasNoList(): RequestError {
  return new RequestError('list_mismatch', 'The customer list of this file was deleted.');
}

function refusal(message: string, faults: readonly string[] = []): RequestError {
  return new RequestError('unprocessable', message, { faults });
}
