import { Type } from 'typebox';

/** The switch that makes a bulk request a preview. */
export const dryRunQuery = {
  dryRun: Type.Optional(
    Type.Boolean({
      description:
        'Nothing is applied: the answer says what would be, and is kept for a day to be applied as it was shown.',
    }),
  ),
};
