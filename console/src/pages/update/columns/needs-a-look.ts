import type { Column, Field, Upload } from '../upload-data.ts';

/** Whether somebody should look at how the columns were matched before he goes on to the rows. */
export function needsALook({ headers }: Pick<Upload, 'headers'>, fields: readonly Field[]): boolean {
  return headers.some((column) => isDoubtful(column) || isNewField(column, fields) || isLeftOutUnasked(column));
}

/** Nearly the name of a field: perhaps it is meant, perhaps not. */
export function isDoubtful({ how }: Column): boolean {
  return how === 'near';
}

/** A campaign takes a header that it does not know for a field of its own, so a slip of the pen makes a new one. */
export function isNewField({ field }: Column, fields: readonly Field[]): boolean {
  return field !== null && fields.length > 0 && !fields.some(({ name }) => name === field);
}

function isLeftOutUnasked({ how, name }: Column): boolean {
  return how === 'none' && name !== '';
}
