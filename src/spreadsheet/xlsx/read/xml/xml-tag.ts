import { code, isControlSpace, nameEnd, spaceEnd } from './characters.ts';
import { NameTable } from './name-table.ts';
import type { NamespaceScope } from './namespace-scope.ts';
import { withoutReferences } from './references.ts';
import { emptySource, type XmlSource } from './xml-source.ts';

/** More than any element of a workbook has. */
const attributesMax = 100;

/**
 * The attributes of the tag that was read last. There is one of these for a whole document, and it is filled anew with
 * each tag: values are cut out of the text only where they are asked for.
 */
export class XmlTag {
  /** True: `<v/>` */
  isEmpty = false;
  /** It declares prefixes. */
  hasNamespaces = false;
  readonly names = new NameTable();
  #scope: NamespaceScope | null = null;
  #source: XmlSource = emptySource;
  #count = 0;
  readonly #names: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Nothing in the value stands for something else, and all of it is ASCII. */
  readonly #isPlain: boolean[] = [];
  readonly #broken: (reason: string) => Error;

  constructor(broken: (reason: string) => Error) {
    this.#broken = broken;
  }

  /** An attribute without a prefix. */
  attribute(name: string): string | undefined {
    for (let place = 0; place < this.#count; place += 1) {
      if (this.#names[place] === name) return this.#value(place);
    }
    return undefined;
  }

  /** An attribute with a prefix that stands for one of these namespaces. */
  attributeIn(namespaces: ReadonlySet<string>, name: string): string | undefined {
    for (let place = 0; place < this.#count; place += 1) {
      const [prefix = '', local] = (this.#names[place] ?? '').split(':');
      const namespace = local === name ? this.#scope?.namespaceOf(prefix) : null;
      if (typeof namespace === 'string' && namespaces.has(namespace)) return this.#value(place);
    }
    return undefined;
  }

  /** Prefix → namespace, as this tag declares them; the default namespace has the empty prefix. */
  namespaces(): Map<string, string> {
    const declared = new Map<string, string>();
    for (let place = 0; place < this.#count; place += 1) {
      const name = this.#names[place] ?? '';
      if (name === 'xmlns') declared.set('', this.#value(place));
      else if (name.startsWith('xmlns:')) declared.set(name.slice('xmlns:'.length), this.#value(place));
    }
    return declared;
  }

  /** From here on prefixes mean what they mean there. */
  enter(scope: NamespaceScope): void {
    this.#scope = scope;
  }

  /** Reads what follows the tag's name. The place behind the tag; -1: it is not all there yet. */
  read(source: XmlSource, from: number): number {
    const { bytes } = source;
    this.#source = source;
    this.#count = 0;
    this.hasNamespaces = false;
    for (let at = from; ;) {
      const next = spaceEnd(bytes, at);
      if (next >= bytes.length) return -1;
      const byte = bytes[next];
      if (byte === code.greater || byte === code.slash) return this.#readEnd(next, byte);
      if (next === at) throw this.#broken('a tag is broken');
      at = this.#readAttribute(bytes, next);
      if (at < 0) return -1;
    }
  }

  #readEnd(at: number, byte: number): number {
    const { bytes } = this.#source;
    this.isEmpty = byte === code.slash;
    if (!this.isEmpty) return at + 1;
    if (at + 1 >= bytes.length) return -1;
    if (bytes[at + 1] !== code.greater) throw this.#broken('a tag is broken');
    return at + 2;
  }

  /** The place behind it, or as `read`. */
  #readAttribute(bytes: Buffer, from: number): number {
    const end = nameEnd(bytes, from);
    if (end === from) throw this.#broken('a tag is broken');
    const equals = spaceEnd(bytes, end);
    const open = spaceEnd(bytes, equals + 1);
    if (open >= bytes.length) return -1;
    const quote = bytes[open];
    const isQuoted = quote === code.quote || quote === code.apostrophe;
    if (bytes[equals] !== code.equals || !isQuoted) throw this.#broken('an attribute is broken');
    let isPlain = true;
    let close = open + 1;
    for (; ; close += 1) {
      if (close >= bytes.length) return -1;
      const byte = bytes[close] ?? 0;
      if (byte === quote) break;
      if (byte === code.less || (byte < code.space && !isControlSpace(byte))) {
        throw this.#broken('an attribute is broken');
      }
      if (byte === code.ampersand || byte < code.space || byte >= code.beyondAscii) isPlain = false;
    }
    this.#add(this.names.read(bytes, from, end), { start: open + 1, end: close, isPlain });
    return close + 1;
  }

  #add(name: string, { start, end, isPlain }: { start: number; end: number; isPlain: boolean }): void {
    for (let place = 0; place < this.#count; place += 1) {
      if (this.#names[place] === name) throw this.#broken('a tag has an attribute twice');
    }
    if (this.#count === attributesMax) throw this.#broken(`a tag has more than ${attributesMax} attributes`);
    this.#names[this.#count] = name;
    this.#starts[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#isPlain[this.#count] = isPlain;
    this.#count += 1;
    if (name.startsWith('xmlns')) this.hasNamespaces = true;
    // Now, because most values are never asked for.
    if (!isPlain) this.#value(this.#count - 1);
  }

  #value(place: number): string {
    const isPlain = this.#isPlain[place] === true;
    const raw = this.#source.text(this.#starts[place] ?? 0, this.#ends[place] ?? 0, isPlain);
    if (isPlain) return raw;
    const value = withoutReferences(raw.replaceAll(/\r\n|[\t\n\r]/g, ' '));
    if (value === null) throw this.#broken('a reference (&…;) stands for nothing');
    return value;
  }
}
