import { malformed } from './malformed.ts';

/** A place in a list as the caller sees it: opaque, safe in a URL. */
export function toCursor(place: string): string {
  return Buffer.from(place).toString('base64url');
}

/** The place that a cursor names; one that was not given out is refused. */
export function fromCursor(cursor: string, isPlace: (place: string) => boolean): string {
  const place = Buffer.from(cursor, 'base64url').toString();
  // Decoding passes over what is no base64url or no UTF-8: only what encodes to the same again was given out.
  if (cursor === '' || toCursor(place) !== cursor || !isPlace(place)) {
    throw malformed(['cursor must be the nextCursor of an earlier answer']);
  }
  return place;
}
