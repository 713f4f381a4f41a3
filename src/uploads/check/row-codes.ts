/** What checking says of a row besides what its cells say (`src/fields/sheet/note-codes.ts`), as codes. */

/** Why a row is not applied. */
export const rowFaultCodes = {
  customer_not_found: 'No customer has the reference by which the row names one.',
  customer_ambiguous: 'More than one customer has the reference by which the row names one.',
  reference_taken:
    'Another customer has the reference, which is unique in the company, or an earlier row gives it to one.',
} as const;
export type RowFaultCode = keyof typeof rowFaultCodes;

/** The row is applied. */
export const rowWarningCodes = {
  repeated_customer: 'An earlier row is for the same customer; both are applied, in their order.',
} as const;
export type RowWarningCode = keyof typeof rowWarningCodes;
