/** The sentences for a workbook that cannot be read, for a bookkeeper. */
import { RequestError } from '../../../errors/request-error.ts';

const saveAgain = 'Open it in a spreadsheet program, save it again as an Excel workbook (.xlsx), and upload that file.';

/** What is wrong stands in brackets, for whoever made the file with a program of their own. */
export function damaged(reason: string): RequestError {
  return refusal(`The workbook is damaged (${reason}). ${saveAgain}`);
}

export function cutOff(): RequestError {
  return refusal('The workbook is not whole: its end is missing. Upload it again, from the original.');
}

export function encrypted(): RequestError {
  return refusal('The workbook is encrypted. Remove its password, and upload that file.');
}

/** A kind of file that is not read here. */
export function otherKind(kind: string, todo = 'Save it as an Excel workbook (.xlsx) or as CSV'): RequestError {
  return new RequestError('unsupported_media_type', `The file is ${kind}. ${todo}, and upload that file.`);
}

export function hasDocumentType(part: string): RequestError {
  return refusal(`The workbook is refused: ${quoted(part)} in it has a document type declaration. ${saveAgain}`);
}

export function tooManyEntries(max: number): RequestError {
  return refusal(`The workbook holds more than ${counted(max)} files. Upload a workbook with the customers alone.`);
}

export function swellsTooFar(what: string, bytesMax: number): RequestError {
  return refusal(`${what} more than ${sizeOf(bytesMax)}. Split it, or upload it as CSV.`);
}

export function tooDense(part: string, ratioMax: number): RequestError {
  return refusal(
    `The workbook is refused: ${quoted(part)} in it unpacks to more than ${ratioMax} times its size. ${saveAgain}`,
  );
}

export interface Place {
  readonly sheet: string;
  /** `B7` */
  readonly cell: string;
}

export function cellDamaged(place: Place, reason: string): RequestError {
  return refusal(`${where(place)} is damaged (${reason}). ${saveAgain}`, rowAndColumn(place));
}

export function cellTooLong(place: Place | string, charactersMax: number): RequestError {
  return refusal(
    `${where(place)} holds more than ${counted(charactersMax)} characters. Shorten it.`,
    rowAndColumn(place),
  );
}

export function impossibleCharacter(place: Place | string, escape: string): RequestError {
  return refusal(
    `${where(place)} holds a character that no text can have (${escape}). Remove it.`,
    rowAndColumn(place),
  );
}

export function tooManyColumns({ sheet, row }: RowPlace, columnsMax: number): RequestError {
  const what = `The sheet ${quoted(sheet)} has more than ${counted(columnsMax)} columns in row ${row}.`;
  return refusal(`${what} Delete the columns that are not needed.`, { row });
}

export function tooManyRows({ sheet }: { readonly sheet: string }, rowsMax: number): RequestError {
  return refusal(`The sheet ${quoted(sheet)} has more than ${counted(rowsMax)} rows below its header. Split it.`);
}

interface RowPlace {
  readonly sheet: string;
  readonly row: number;
}

function where(place: Place | string): string {
  return typeof place === 'string' ? place : `Cell ${place.cell} of the sheet ${quoted(place.sheet)}`;
}

interface RowAndColumn {
  readonly row?: number;
  readonly column?: string;
}

/** `B7` is row 7, column B. */
function rowAndColumn(place: Place | string): RowAndColumn {
  const [, column, row] = /^([A-Z]+)(\d+)$/.exec(typeof place === 'string' ? '' : place.cell) ?? [];
  return column === undefined ? {} : { row: Number(row), column };
}

function refusal(message: string, place: RowAndColumn = {}): RequestError {
  return new RequestError('unprocessable', message, { places: [{ message, ...place }] });
}

const quotedCharactersMax = 60;

/** A name or value from the file, short and on one line. */
export function quoted(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return `"${line.length > quotedCharactersMax ? `${line.slice(0, quotedCharactersMax)}…` : line}"`;
}

function counted(count: number): string {
  return count.toLocaleString('en');
}

function sizeOf(bytes: number): string {
  const unit = units.find(({ size }) => bytes >= size && bytes % size === 0);
  return unit === undefined ? `${counted(bytes)} bytes` : `${counted(bytes / unit.size)} ${unit.name}`;
}

const units = [
  { size: 2 ** 30, name: 'GB' },
  { size: 2 ** 20, name: 'MB' },
  { size: 2 ** 10, name: 'KB' },
];
