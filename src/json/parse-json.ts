/**
 * `JSON.parse` that reads every key as it stands. V8 misreads some: once any object with the key `\` has been made,
 * `{"note":1,"\n":1}` may come back as `{"note":1,"\\":1}`, because it compares the key that it expects next with the
 * escaped text of the one that it reads (Node 24, V8 13.6; test/json/parse-json.test.ts shows it). So one request could
 * change the field names of another. Only keys with an escape are misread, so only texts that hold one go the long way:
 * their keys are rewritten without escapes, parsed, and given back their names.
 */
export function parseJson(text: string): unknown {
  return hasEscapedKey(text) ? unmasked(JSON.parse(masked(text))) : JSON.parse(text);
}

/** Looks at no more than the strings that hold an escape, each once. */
function hasEscapedKey(text: string): boolean {
  for (let at = text.indexOf('\\'); at >= 0;) {
    const end = endOfString(text, at);
    if (isFollowedByColon(text, end)) return true;
    at = text.indexOf('\\', end + 1);
  }
  return false;
}

/** The text with every key that has an escape, or the mask's own sign, written without: `"a\nb"` is `"a~000ab"`. */
function masked(text: string): string {
  const parts: string[] = [];
  let from = 0;
  let end = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', end + 1)) {
    end = endOfString(text, at + 1);
    if (!isFollowedByColon(text, end)) continue;
    const key = text.slice(at, end + 1);
    if (!/[\\~]/.test(key)) continue;
    parts.push(text.slice(from, at), '"', maskedName(JSON.parse(key) as string), '"');
    from = end + 1;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

function maskedName(name: string): string {
  let text = '';
  for (let i = 0; i < name.length; i += 1) text += maskedUnit(name.charCodeAt(i));
  return text;
}

function maskedUnit(unit: number): string {
  const isPlain = unit >= 0x20 && !specials.has(unit) && (unit < 0xd800 || unit > 0xdfff);
  return isPlain ? String.fromCharCode(unit) : `~${unit.toString(16).padStart(4, '0')}`;
}

const quote = 0x22;
const backslash = 0x5c;
const specials: ReadonlySet<number> = new Set([quote, backslash, '~'.charCodeAt(0)]);

/** Gives back the names, from the outside in, without recursion: a text may be as deep as it is long. */
function unmasked(value: unknown): unknown {
  const root = { value };
  const open: Container[] = [root];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const name of Object.keys(next)) {
      const child = next[name];
      if (typeof child !== 'object' || child === null) continue;
      const renamed = Array.isArray(child) ? child : withNames(child as Container);
      next[name] = renamed;
      open.push(renamed as Container);
    }
  }
  return root.value;
}

type Container = Record<string, unknown>;

function withNames(object: Container): Container {
  const names = Object.keys(object);
  if (!names.some((name) => name.includes('~'))) return object;
  const renamed: Container = {};
  for (const name of names) {
    const real = name.replaceAll(/~([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    // As data, also under the name `__proto__`.
    const value = object[name];
    Object.defineProperty(renamed, real, { value, enumerable: true, configurable: true, writable: true });
  }
  return renamed;
}

/** The place of the quote that ends the string; `from` is somewhere in it, not behind a backslash. */
function endOfString(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) break;
    if (unit === backslash) at += 1;
  }
  return at;
}

function isFollowedByColon(text: string, end: number): boolean {
  let at = end + 1;
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1;
  return text.charAt(at) === ':';
}
