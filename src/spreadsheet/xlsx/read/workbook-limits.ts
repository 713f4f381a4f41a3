import { type SheetLimits, sheetLimits } from '../../limits.ts';

/** What a workbook may hold at most, and how far it may swell. Beyond any of these it is refused with a sentence. */
export interface WorkbookLimits extends Pick<SheetLimits, 'rowsMax' | 'columnsMax'> {
  /** Files within the workbook (a workbook is a zip). */
  readonly entriesMax: number;
  /** Of all that is read, inflated; and of the texts of one sheet, since one shared text may stand in a million cells. */
  readonly inflatedBytesMax: number;
  /** Inflated to compressed bytes of one entry. Sheets whose cells are all the same reach 20 to 60. */
  readonly inflationRatioMax: number;
  /** So much of an entry is inflated before its ratio is looked at. */
  readonly inflationRatioFromBytes: number;
  /** Of any part but sheets and shared texts, inflated: they are small, and what is read of them is held. */
  readonly partBytesMax: number;
  /** Of the texts that cells share, as UTF-8: they are held while sheets are read. */
  readonly sharedTextBytesMax: number;
  /** A text of a cell. */
  readonly cellCharactersMax: number;
}

export const workbookLimits: WorkbookLimits = {
  rowsMax: sheetLimits.rowsMax,
  columnsMax: sheetLimits.columnsMax,
  entriesMax: 1_000,
  inflatedBytesMax: 2 * 2 ** 30,
  inflationRatioMax: 250,
  inflationRatioFromBytes: 4 * 2 ** 20,
  partBytesMax: 64 * 2 ** 20,
  sharedTextBytesMax: 256 * 2 ** 20,
  cellCharactersMax: 32_767,
};
