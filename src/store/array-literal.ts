/** PostgreSQL's text form of arrays. `pg` escapes each element; keys almost never need it, and there are thousands. */
export function textArray(values: readonly string[]): string | readonly string[] {
  if (values.length === 0) return '{}';
  const joined = values.join('","');
  // Quotes between the elements are the only ones allowed, and no backslash at all; else `pg` does it.
  const plain = !joined.includes('\\') && values.every((value) => !value.includes('"'));
  return plain ? `{"${joined}"}` : values;
}

export function integerArray(values: readonly number[]): string {
  return `{${values.join(',')}}`;
}
