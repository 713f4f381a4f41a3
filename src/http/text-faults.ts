/**
 * Texts that no database column and no jsonb takes: a NUL character, a lone surrogate. Looked for in names and values,
 * up to `depth` levels; without recursion, because a body may be as deep as it is long.
 */
export function textFaults(value: unknown, depth: 'all' | 'top'): string[] {
  const faults: string[] = [];
  const open: [path: string, value: unknown][] = [['', value]];
  for (const [path, current] of open) {
    if (typeof current === 'string' && !isStorable(current)) faults.push(`${path || 'body'} ${unstorable}`);
    if (typeof current !== 'object' || current === null || (depth === 'top' && path !== '')) continue;
    for (const [name, child] of Object.entries(current)) {
      if (!isStorable(name)) faults.push(`a field name${path === '' ? '' : ` in ${path}`} ${unstorable}`);
      if (faults.length >= faultsMax) return faults;
      if (typeof child === 'string' ? !isStorable(child) : isObject(child))
        open.push([pathTo(current, path, name), child]);
    }
  }
  return faults;
}

/** True for a text that can be stored as it is. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

const unstorable = 'must not contain a NUL character or a lone surrogate';
const faultsMax = 100;

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function pathTo(parent: object, path: string, name: string): string {
  if (Array.isArray(parent)) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}
