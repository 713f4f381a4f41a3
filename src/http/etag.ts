import { RequestError } from '../errors/request-error.ts';

/** A customer's entity tag: its version, which counts up with every change and never again takes an old value. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/** Whether an `If-None-Match` names this tag (weak comparison, as RFC 9110 has it for reading). */
export function namesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/**
 * The version that an `If-Match` asks for; null where there is none, or `*` (the customer must exist, as it must anyway).
 * One strong tag: a list of versions makes no sense for a customer.
 */
export function versionOfIfMatch(ifMatch: string | undefined): number | null {
  const tag = ifMatch?.trim();
  if (tag === undefined || tag === '*') return null;
  const version = /^"([1-9]\d{0,9})"$/.exec(tag)?.[1];
  if (version !== undefined) return Number(version);
  const fault = 'If-Match must be one ETag as an answer gave it, e.g. "3"';
  throw new RequestError('validation_failed', 'Validation failed', { faults: [fault] });
}
