/** The sentences for a CSV that cannot be read. They name the row, or where quotes have mixed the rows up the line. */
import { RequestError } from '../../errors/request-error.ts';
import { columnLetters } from '../../fields/sheet/header-key.ts';
import type { SheetLimits } from '../limits.ts';

interface Place {
  readonly row: number;
}

export function tooManyCells({ row }: Place, { columnsMax }: { readonly columnsMax: number }): RequestError {
  const message = `Row ${row} has more than ${columnsMax} columns. Delete the columns that are empty or not needed.`;
  return refusal(message, { row });
}

export function rowTooLong({ row }: Place, { csvRowBytesMax }: SheetLimits): RequestError {
  const message = `Row ${row} is longer than ${sizeOf(csvRowBytesMax)}. Check that its line ends where it should.`;
  return refusal(message, { row });
}

export function cellTooLong({ row }: Place, cell: number, { csvCellBytesMax }: SheetLimits): RequestError {
  const message = `Row ${row}, column ${cell + 1} holds more than ${sizeOf(csvCellBytesMax)}. Shorten it.`;
  return refusal(message, { row, cell });
}

export function quoteNotClosed(line: number, cell: number, { csvCellBytesMax }: SheetLimits): RequestError {
  const where = `The quote (") that opens column ${cell + 1} in line ${line}`;
  return refusal(`${where} is not closed within ${sizeOf(csvCellBytesMax)}. Close it, or remove it.`, { cell });
}

export function textAfterQuote(line: number, cell: number): RequestError {
  const what = `In line ${line}, text follows the closing quote (") of column ${cell + 1}.`;
  return refusal(`${what} Write a quote within a quoted cell twice (""), or remove the quotes around the cell.`, {
    cell,
  });
}

export function nulCharacter({ row }: Place, cell: number): RequestError {
  const message = `Row ${row}, column ${cell + 1} holds a NUL character, which no text has. Remove it.`;
  return refusal(message, { row, cell });
}

export function tooManyRows({ rowsMax }: SheetLimits): RequestError {
  return refusal(`The file has more than ${rowsMax.toLocaleString('en')} rows below its header. Split it.`);
}

/** Of a line that quotes have mixed up with others the row is not known. */
function refusal(message: string, { row, cell }: { row?: number; cell?: number } = {}): RequestError {
  const column = cell === undefined ? {} : { column: columnLetters(cell) };
  return new RequestError('unprocessable', message, {
    places: [{ message, ...(row !== undefined && { row }), ...column }],
  });
}

function sizeOf(bytes: number): string {
  return bytes < 1_048_576 ? `${bytes / 1_024} KiB` : `${bytes / 1_048_576} MiB`;
}
