import { open, type FileHandle } from 'node:fs/promises';
import { RequestError } from '../errors/request-error.ts';
import type { Spreadsheet } from '../uploads/ports.ts';
import { openCsv } from './csv/open-csv.ts';
import { detectKind } from './detect-kind.ts';
import { sheetLimits, type SheetLimits } from './limits.ts';
import { readChunks } from './read-chunks.ts';

/** Opens a spreadsheet by what is in it, whatever its name. */
export async function openSpreadsheet(
  { path }: { readonly path: string },
  signal: AbortSignal,
  limits: SheetLimits = sheetLimits,
): Promise<Spreadsheet> {
  const file = await open(path, 'r');
  try {
    const head = await readHead(file);
    const found = detectKind(head);
    if (found.kind === 'text') return await openCsv(file, { head, signal, limits });
    if (found.kind === 'empty') throw new RequestError('unprocessable', 'The file is empty.');
    if (found.kind === 'ole2') throw await ole2Refusal(file, signal);
    if (found.kind === 'other') throw notASpreadsheet(`This is ${found.what}`);
    await file.close();
  } catch (error) {
    await file.close();
    throw error;
  }
  // The reader of workbooks and what it stands on are loaded when the first comes.
  const { openWorkbook } = await import('./xlsx/read/open-workbook.ts');
  return await openWorkbook({ path }, { signal, limits });
}

async function readHead(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  return buffer.subarray(0, bytesRead);
}

const headBytes = 4_096;

/** An encrypted workbook has this shell as well as the Excel of before 2007. */
async function ole2Refusal(file: FileHandle, signal: AbortSignal): Promise<RequestError> {
  let last: Buffer = Buffer.alloc(0);
  for await (const chunk of readChunks(file, { from: 0, signal })) {
    const bytes = Buffer.concat([last, chunk]);
    if (bytes.includes(encryptedPackage)) {
      const message =
        'This workbook is protected by a password. Open it in Excel, remove the password and save it again.';
      return new RequestError('unprocessable', message);
    }
    last = Buffer.from(bytes.subarray(-encryptedPackage.length));
  }
  return notASpreadsheet('This is an old Excel file (.xls) or another old Office document');
}

const encryptedPackage = Buffer.from('EncryptedPackage', 'utf16le');

function notASpreadsheet(what: string): RequestError {
  return new RequestError('unsupported_media_type', `${what}. Save the sheet as an Excel workbook (.xlsx) or as CSV.`);
}
