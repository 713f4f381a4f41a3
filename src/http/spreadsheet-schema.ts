import type { TSchema } from 'typebox';

/** A file that is sent as CSV or as XLSX, for the answer of a download. */
export const spreadsheetSchema: TSchema = {
  anyOf: [
    { type: 'string', contentMediaType: 'text/csv' },
    { type: 'string', contentMediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' },
  ],
};
