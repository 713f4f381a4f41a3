/** What can be said of a row, as codes. `docs/preparing-a-sheet.md` lists them; a test holds it to this. */

/** Why a row is not applied. */
export const cellFaultCodes = {
  rule_broken: "The value breaks its column's rule.",
  excel_error: 'The cell holds an error of Excel, such as #N/A: mend the formula, or type the value.',
  digits_lost: 'Excel has written a rounded number. Format the column as Text and type the value again.',
  date_order_open: 'The column does not tell whether days or months come first: write YYYY-MM-DD.',
  ragged_row: 'The row has more or fewer cells than the header.',
  customer_not_named: 'The row names no customer.',
  required_field_missing: 'A value that is needed is missing.',
  required_field_cleared: 'A value that is needed would be cleared.',
} as const;
export type CellFaultCode = keyof typeof cellFaultCodes;

/** How a value was changed on the way; the row is applied. */
export const cellWarningCodes = {
  trimmed: 'Spaces before or after the value were dropped.',
  upper_cased: 'The value was put in capitals.',
  spelling_unified: 'The value was replaced by the spelling that is stored (MH by Maharashtra).',
  zero_restored: 'A leading zero was restored.',
  prefix_restored: "Excel had dropped the + or 00 before a phone number's country code; it was restored.",
  date_read: 'A date was rewritten as YYYY-MM-DD.',
  rounded: 'A number was rounded to the 15 digits that a spreadsheet keeps.',
  items_dropped: 'Empty or repeated items of a list were dropped.',
} as const;
export type CellWarningCode = keyof typeof cellWarningCodes;
