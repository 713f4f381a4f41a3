/** True where the client asks to be answered at once and to look for the result later (RFC 7240, `respond-async`). */
export function prefersAsync(headers: Readonly<Record<string, string | undefined>>): boolean {
  // Quoted values may hold commas and semicolons; none of ours has one, so they are put aside.
  const preferences = (headers['prefer'] ?? '').replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').split(',');
  return preferences.some((preference) => /^\s*respond-async\s*(?:;|$)/i.test(preference));
}
