import { Type } from 'typebox';

/** A field that clients know and that is refused, whatever its value: `NAME must be left out: WHY`. */
export function refusedField(why: string) {
  return Type.Optional(Type.Never({ mustBe: `left out: ${why}`, description: `Refused: ${why}.` }));
}
