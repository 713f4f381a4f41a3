import { createHash } from 'node:crypto';
import { limits } from './limits.ts';

/** As browsers have it (HTML, `input type=email`): ASCII alone, so nothing looks like another address. */
const emailForm =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$/;

/** An e-mail address as it is stored and compared: in lower case. null: it is none. */
export function readEmail(text: string): string | null {
  return text.length <= limits.emailCharactersMax && emailForm.test(text) ? text.toLowerCase() : null;
}

/** What wrong passwords are counted by: whatever was typed as the address, which may be no address at all. */
export function loginHash(typed: string): Buffer {
  return createHash('sha256').update(typed.toLowerCase()).digest();
}

/** Faults of a new password; empty when it may be taken. It is long rather than motley, as NIST SP 800-63B asks. */
export function passwordFaults(password: string, email: string | null): string[] {
  const { passwordCharactersMin: min, passwordCharactersMax: max } = limits;
  const characters = Array.from(password).length;
  if (characters < min) return [`password must have at least ${min} characters`];
  if (characters > max) return [`password cannot exceed ${max} characters`];
  if (email !== null && password.toLowerCase() === email) return ['password cannot be the e-mail address'];
  if (new Set(password).size === 1) return ['password cannot be one character repeated'];
  return [];
}
