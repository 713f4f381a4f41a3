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
  for (const [name, value] of decodedPairs(start < 0 ? '' : (url ?? '').slice(start + 1))) {
    if (name === null) faults.push('query must be valid percent-encoded UTF-8');
    else if (value === null) faults.push(`query parameter ${name} must be valid percent-encoded UTF-8`);
    else pairs.push([name, value]);
  }
  return { pairs, faults };
}

/** Pairs as a query or a form writes them; null for what is no percent-encoded UTF-8. */
export function decodedPairs(text: string): (readonly [name: string | null, value: string | null])[] {
  const parts = text.split('&').filter((part) => part !== '');
  return parts.map((part) => {
    const [name = '', ...rest] = part.split('=');
    return [decoded(name), decoded(rest.join('='))] as const;
  });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
