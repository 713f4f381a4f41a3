import { byteQueue } from '../../byte-queue.ts';
import type { WrittenFile } from '../../written-file.ts';
import { contentTypes, packageRelations, sheetPart, styles, workbook, workbookRelations } from './fixed-parts.ts';
import { dataRow, headerRow, sheetBounds, sheetHead, sheetTail } from './sheet-xml.ts';
import { sheetName } from './sheet-name.ts';
import { XmlBlocks } from './xml-blocks.ts';
import { ZipWriter } from './zip-writer.ts';

/**
 * A workbook as a stream of bytes. Every value is a text cell, whatever it looks like. Each sheet: begun → (rows held, for
 * the widths of its columns) → streaming → ended by the next one or by the end of the workbook.
 */
export function xlsxWriter(): WrittenFile {
  return new XlsxWriter();
}

type Row = readonly (string | null)[];

/** Rows that a sheet's column widths are taken from. */
const sampleRows = 100;
/** XML that is deflated at once. */
const blockBytes = 262_144;

/** What is being written. */
interface OpenSheet {
  readonly header: readonly string[];
  /** null: it is streaming. */
  held: Row[] | null;
  heldCharacters: number;
  /** Its header counted. */
  rows: number;
  columns: number;
}

class XlsxWriter implements WrittenFile {
  readonly #queue = byteQueue();
  readonly #zip = new ZipWriter((bytes) => this.#queue.write(bytes));
  readonly #names: string[] = [];
  #sheet: OpenSheet | null = null;
  readonly #xml = new XmlBlocks(blockBytes);
  readonly content = this.#queue.content;

  async beginSheet(name: string, header: readonly string[]): Promise<void> {
    if (this.#names.length === 0) await this.#begin();
    await this.#endSheet();
    await this.#zip.begin(`xl/${sheetPart(this.#names.length)}`);
    this.#names.push(sheetName(name, this.#names));
    this.#sheet = { header, held: [], heldCharacters: 0, rows: 1, columns: header.length };
  }

  // Not `async`: a million rows would make a million promises.
  write(cells: Row): Promise<void> {
    const sheet = this.#sheet;
    if (sheet === null) return Promise.reject(new Error('A sheet must be begun before a row is written.'));
    if (sheet.rows === sheetBounds.rows) return Promise.reject(new Error('A sheet cannot hold more rows.'));
    sheet.rows++;
    sheet.columns = Math.max(sheet.columns, Math.min(cells.length, sheetBounds.columns));
    if (sheet.held !== null) {
      sheet.held.push(cells);
      for (const cell of cells) sheet.heldCharacters += cell?.length ?? 0;
      if (sheet.held.length === sampleRows || sheet.heldCharacters > blockBytes) this.#release(sheet);
    } else {
      this.#xml.add(dataRow(cells, sheet.rows));
    }
    return this.#xml.full === 0 ? written : this.#put(this.#xml.takeFull());
  }

  async end(): Promise<void> {
    if (this.#sheet === null) throw new Error('A workbook must have a sheet.');
    await this.#endSheet();
    await this.#part('xl/workbook.xml', workbook(this.#names));
    await this.#part('xl/_rels/workbook.xml.rels', workbookRelations(this.#names.length));
    await this.#part('[Content_Types].xml', contentTypes(this.#names.length));
    await this.#zip.end();
    this.#queue.end();
  }

  fail(error: unknown): void {
    this.#queue.fail(error);
  }

  /** What does not depend on the sheets comes first: by the first part's name programs tell what kind of zip this is. */
  async #begin(): Promise<void> {
    await this.#part('_rels/.rels', packageRelations);
    await this.#part('xl/styles.xml', styles);
  }

  async #part(name: string, xml: string): Promise<void> {
    await this.#zip.begin(name);
    await this.#zip.write(Buffer.from(xml));
  }

  #release(sheet: OpenSheet): void {
    const held = sheet.held ?? [];
    sheet.held = null;
    this.#xml.add(sheetHead(sheet.header, held) + headerRow(sheet.header));
    for (const [index, cells] of held.entries()) this.#xml.add(dataRow(cells, index + 2));
  }

  async #endSheet(): Promise<void> {
    if (this.#sheet === null) return;
    if (this.#sheet.held !== null) this.#release(this.#sheet);
    this.#xml.add(sheetTail(this.#sheet));
    this.#sheet = null;
    await this.#put(this.#xml.takeAll());
  }

  async #put(blocks: readonly Buffer[]): Promise<void> {
    for (const block of blocks) await this.#zip.write(block);
  }
}

const written = Promise.resolve();
