const nameCharactersMax = 255;
const codePattern = /^CEK[A-Z0-9]{7}$/;

/** Faults of the name of an organization or a token; empty when it may be stored and shown. */
export function nameFaults(name: string): string[] {
  if (name.trim() === '') return ['name cannot be empty'];
  if (name.length > nameCharactersMax) return [`name cannot exceed ${nameCharactersMax} characters`];
  // PostgreSQL stores neither NUL nor half a character, and a terminal obeys the rest.
  if (/\p{Cc}/u.test(name) || !name.isWellFormed()) return ['name cannot hold control characters'];
  return [];
}

/** Faults of an organization's code. */
export function codeFaults(code: string): string[] {
  return codePattern.test(code) ? [] : ['code must be CEK and 7 capital letters or digits, e.g. CEKABC1234'];
}
