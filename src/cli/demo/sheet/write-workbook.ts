import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byteQueue } from '../../../spreadsheet/byte-queue.ts';
import { textElement } from '../../../spreadsheet/xlsx/write/cell-text.ts';
import { columnName } from '../../../spreadsheet/xlsx/write/column-name.ts';
import {
  contentTypes,
  mainNamespace,
  packageRelations,
  sheetPart,
  workbook,
  workbookRelations,
  xmlHead,
} from '../../../spreadsheet/xlsx/write/fixed-parts.ts';
import { ZipWriter } from '../../../spreadsheet/xlsx/write/zip-writer.ts';

/** What Excel has in a cell: a text, a number (shown with zeros in front, where it has a padding), an error, or nothing. */
export type DemoCell = null | string | { readonly number: string; readonly padding?: 12 } | { readonly error: string };

/** Writes a workbook as Excel would: what looks like a number is one. The service's own files never hold such cells. */
export async function writeWorkbook(path: string, rows: readonly (readonly DemoCell[])[]): Promise<void> {
  const queue = byteQueue();
  const zip = new ZipWriter((bytes) => queue.write(bytes));
  const parts: [name: string, xml: string][] = [
    ['_rels/.rels', packageRelations],
    ['xl/workbook.xml', workbook(['Customers'])],
    ['xl/_rels/workbook.xml.rels', workbookRelations(1)],
    ['xl/styles.xml', styles],
    [`xl/${sheetPart(0)}`, sheet(rows)],
    ['[Content_Types].xml', contentTypes(1)],
  ];
  const write = async () => {
    for (const [name, xml] of parts) {
      await zip.begin(name);
      await zip.write(Buffer.from(xml));
    }
    await zip.end();
    queue.end();
  };
  await Promise.all([pipeline(Readable.from(queue.content), createWriteStream(path)), write()]);
}

const paddedStyle = 1;
const styles =
  `${xmlHead}<styleSheet xmlns="${mainNamespace}"><numFmts count="1"><numFmt numFmtId="164" formatCode="000000000000"/></numFmts>` +
  '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
  '<cellXfs count="2"><xf xfId="0"/><xf numFmtId="164" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>';

function sheet(rows: readonly (readonly DemoCell[])[]): string {
  const lines = rows.map((cells, row) => {
    const line = cells.map((cell, column) => cellXml(cell, `${columnName(column)}${row + 1}`)).join('');
    return `<row r="${row + 1}">${line}</row>`;
  });
  return `${xmlHead}<worksheet xmlns="${mainNamespace}"><sheetData>${lines.join('')}</sheetData></worksheet>`;
}

function cellXml(cell: DemoCell, place: string): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return `<c r="${place}" t="inlineStr"><is>${textElement(cell)}</is></c>`;
  if ('error' in cell) return `<c r="${place}" t="e"><v>${cell.error}</v></c>`;
  const style = cell.padding === undefined ? '' : ` s="${paddedStyle}"`;
  return `<c r="${place}"${style}><v>${cell.number}</v></c>`;
}
