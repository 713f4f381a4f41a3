/**
 * The query string as pairs, in the order received. Read here and not by the framework, which guesses where a value is
 * broken and turns a repeated name into a list.
 */
export function queryPairs(url: string | undefined): {
  pairs: readonly (readonly [string, string])[];
  faults: string[];
} {
  const pairs: [string, string][] = [];
  const faults: string[] = [];
  const start = url?.indexOf('?') ?? -1;
  const text = start < 0 ? '' : (url ?? '').slice(start + 1);
  for (const part of text.split('&')) {
    if (part === '') continue;
    const [name = '', ...rest] = part.split('=');
    const pair = [decoded(name), decoded(rest.join('='))] as const;
    if (pair[0] === null) faults.push('query must be valid percent-encoded UTF-8');
    else if (pair[1] === null) faults.push(`query parameter ${pair[0]} must be valid percent-encoded UTF-8`);
    else pairs.push([pair[0], pair[1]]);
  }
  return { pairs, faults };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
