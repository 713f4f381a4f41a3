import type { Scope } from '../principal.ts';
import { inOrder } from '../scopes.ts';
import { OAuthRefusal } from './refusal.ts';

/** Of the scopes that may be had those that are asked for, in the order of the list; all where none are named. */
export function narrowed(available: readonly Scope[], asked: string | undefined): Scope[] {
  if (available.length === 0) {
    throw new OAuthRefusal('invalid_scope', 'There is no scope that the user and the client share.');
  }
  if (asked === undefined) return [...available];
  const wanted = asked.split(' ').filter((scope) => scope !== '');
  const known: readonly string[] = available;
  if (wanted.length === 0 || !wanted.every((scope) => known.includes(scope))) {
    throw new OAuthRefusal('invalid_scope', `The scopes that may be had here: ${available.join(' ')}.`);
  }
  return inOrder(wanted);
}
