/** Writes out `&amp;` and `&#x20AC;`. Null: there is one that stands for nothing; entities of a file's own are not read. */
export function withoutReferences(text: string): string | null {
  let out = '';
  let from = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', from)) {
    const end = text.indexOf(';', at);
    const character = end < 0 ? null : referred(text.slice(at + 1, end));
    if (character === null) return null;
    out += text.slice(from, at) + character;
    from = end + 1;
  }
  return out + text.slice(from);
}

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function referred(name: string): string | null {
  const byName = named.get(name);
  if (byName !== undefined) return byName;
  const digits = /^#(?:x([\dA-Fa-f]{1,8})|(\d{1,10}))$/.exec(name);
  if (digits === null) return null;
  const [, hexadecimal, decimal] = digits;
  const point = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return isCharacter(point) ? String.fromCodePoint(point) : null;
}

function isCharacter(point: number): boolean {
  if (point < 0x20) return point === 0x09 || point === 0x0a || point === 0x0d;
  return point <= 0xd7ff || (point >= 0xe000 && point <= 0xfffd) || (point >= 0x10000 && point <= 0x10ffff);
}
