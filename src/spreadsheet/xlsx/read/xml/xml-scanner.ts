import { code, isControlSpace, nameEnd, spaceEnd } from './characters.ts';
import { NamespaceScope } from './namespace-scope.ts';
import { withoutReferences } from './references.ts';
import { XmlSource } from './xml-source.ts';
import { XmlTag } from './xml-tag.ts';

/** Is told of the elements within the root. Names come without prefix; those of other vocabularies are empty. */
export interface XmlHandler {
  /** False: the element's content is of no interest, and its end is not told. */
  open(name: string, parent: string, tag: XmlTag): boolean;
  /** Of the element named; it may come in several pieces. */
  text(name: string, text: string): void;
  close(name: string): void;
  /**
   * Where the handler can read what begins at a tag within `parent` faster by itself: the place behind it. `at`: it
   * leaves it to the scanner. Asked only while elements of the vocabulary have no prefix.
   */
  readAhead?(parent: string, source: XmlSource, at: number): number;
}

export interface XmlOptions {
  /** Namespaces whose elements the handler knows. */
  readonly vocabulary: ReadonlySet<string>;
  /** The name of the document's outermost element. */
  readonly root: string;
  readonly handler: XmlHandler;
  /** What to throw for a document that is not well-formed. */
  readonly broken: (reason: string) => Error;
  readonly hasDocumentType: () => Error;
}

/** Of a tag, text or processing instruction: what is held at most while its end is awaited. */
const tokenBytesMax = 2 ** 20;
const depthMax = 200;

/**
 * Reads XML in UTF-8 as it comes in, one piece after the other, without holding it. What is not well-formed is refused,
 * and so is a document type, because what it declares could be anything: entities, other files. Left out of the rules
 * are some that protect nobody here: `]]>` in a text, odd characters in names beyond ASCII, what comments hold.
 */
export class XmlScanner {
  readonly #options: XmlOptions;
  readonly #handler: XmlHandler;
  readonly #tag: XmlTag;
  /** Begins with something that is not all there yet. */
  #rest: Buffer = Buffer.alloc(0);
  #inside: 'markup' | 'comment' | 'cdata' = 'markup';
  #scope: NamespaceScope;
  /** Depths at which scopes begin. */
  readonly #scopeDepths: number[] = [];
  /** Of the open elements: names as they stand, and as they are told. */
  readonly #open: string[] = [];
  readonly #told: string[] = [];
  /** Depth of the element whose content is left out; 0: none. */
  #skipped = 0;
  #hasRoot = false;
  #mayReadAhead = false;

  constructor(options: XmlOptions) {
    this.#options = options;
    this.#handler = options.handler;
    this.#tag = new XmlTag(options.broken);
    this.#scope = new NamespaceScope(null, new Map(), options.vocabulary);
    this.#tag.enter(this.#scope);
  }

  /** A piece ends with a whole character. */
  write(piece: Buffer): void {
    const source = new XmlSource(this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]));
    const { length } = source.bytes;
    let at = 0;
    while (at < length) {
      const next = this.#step(source, at);
      if (next < 0) break;
      at = next;
    }
    this.#rest = source.bytes.subarray(at);
    if (this.#rest.length > tokenBytesMax) throw this.#broken('one of its tags or texts does not end');
  }

  /** The document is all there. */
  end(): void {
    const isSpace = spaceEnd(this.#rest, 0) === this.#rest.length;
    if (!isSpace || this.#inside !== 'markup' || this.#open.length > 0 || !this.#hasRoot) {
      throw this.#broken('it breaks off');
    }
  }

  #broken(reason: string): Error {
    return this.#options.broken(reason);
  }

  /** The place behind the next token; -1: it is not all there yet. */
  #step(source: XmlSource, at: number): number {
    const { bytes } = source;
    if (this.#inside !== 'markup') return this.#readInside(source, at);
    if (bytes[at] !== code.less) return this.#readText(source, at);
    switch (bytes[at + 1] ?? 0) {
      case code.slash:
        return this.#readClose(bytes, at);
      case code.bang:
        return this.#readDeclaration(source, at);
      case code.question:
        return placeBehind('?>', source, at + 2);
      default:
        return this.#readOpen(source, at);
    }
  }

  #readOpen(source: XmlSource, at: number): number {
    const { bytes } = source;
    if (this.#mayReadAhead && this.#skipped === 0) {
      const behind = this.#handler.readAhead?.(this.#told.at(-1) ?? '', source, at) ?? at;
      if (behind > at) return behind;
    }
    const end = nameEnd(bytes, at + 1);
    if (end >= bytes.length) return -1;
    if (end === at + 1) throw this.#broken('a tag is broken');
    const behind = this.#tag.read(source, end);
    if (behind < 0) return -1;
    this.#enter(this.#tag.names.read(bytes, at + 1, end));
    if (this.#tag.isEmpty) this.#leave();
    return behind;
  }

  #enter(name: string): void {
    const depth = this.#open.length;
    if (depth === 0 && this.#hasRoot) throw this.#broken('something follows its end');
    if (depth === depthMax) throw this.#broken(`its elements are nested more than ${depthMax} deep`);
    this.#hasRoot = true;
    if (this.#tag.hasNamespaces) this.#enterScope(depth);
    const local = this.#scope.localName(name);
    if (local === null) throw this.#broken('a prefix is not declared');
    if (depth === 0 && local !== this.#options.root) throw this.#broken(`it is no ${this.#options.root}`);
    const parent = depth === 0 ? '' : (this.#told[depth - 1] ?? '');
    this.#open.push(name);
    this.#told.push(local);
    if (this.#skipped === 0 && depth > 0 && !this.#handler.open(local, parent, this.#tag)) this.#skipped = depth + 1;
  }

  #enterScope(depth: number): void {
    this.#scope = new NamespaceScope(this.#scope, this.#tag.namespaces(), this.#options.vocabulary);
    this.#scopeDepths.push(depth);
    this.#entered();
  }

  #leave(): void {
    const local = this.#told.pop() ?? '';
    this.#open.pop();
    const depth = this.#open.length;
    if (this.#skipped === 0 && depth > 0) this.#handler.close(local);
    else if (this.#skipped === depth + 1) this.#skipped = 0;
    if (this.#scope.parent !== null && this.#scopeDepths.at(-1) === depth) this.#leaveScope(this.#scope.parent);
  }

  #leaveScope(parent: NamespaceScope): void {
    this.#scope = parent;
    this.#scopeDepths.pop();
    this.#entered();
  }

  #entered(): void {
    this.#tag.enter(this.#scope);
    const { handler, vocabulary } = this.#options;
    this.#mayReadAhead = handler.readAhead !== undefined && vocabulary.has(this.#scope.namespaceOf('') ?? '');
  }

  #readClose(bytes: Buffer, at: number): number {
    const nameBehind = nameEnd(bytes, at + 2);
    const end = spaceEnd(bytes, nameBehind);
    if (end >= bytes.length) return -1;
    const expected = this.#open.at(-1);
    if (bytes[end] !== code.greater || this.#tag.names.read(bytes, at + 2, nameBehind) !== expected) {
      throw this.#broken('its tags do not close in order');
    }
    this.#leave();
    return end + 1;
  }

  #readText(source: XmlSource, at: number): number {
    const { bytes } = source;
    let isPlain = true;
    let end = at;
    for (; end < bytes.length; end += 1) {
      const byte = bytes[end] ?? 0;
      if (byte === code.less) break;
      if (byte >= code.beyondAscii || byte === code.ampersand) isPlain = false;
      else if (byte < code.space) {
        if (!isControlSpace(byte)) throw this.#broken('it holds a character that XML does not have');
        isPlain = false;
      }
    }
    // Where the piece ends here, the text waits for the next one: it is told in one piece then.
    if (end === bytes.length) return -1;
    if (this.#skipped === 0) this.#tell(source.text(at, end, isPlain), isPlain);
    return end;
  }

  #tell(text: string, isPlain: boolean): void {
    if (this.#open.length === 0) {
      if (/[^ \t\n\r]/.test(text)) throw this.#broken('it has text outside its root');
      return;
    }
    const plain = isPlain ? text : withoutReferences(withLineFeeds(text));
    if (plain === null) throw this.#broken('a reference (&…;) stands for nothing');
    this.#handler.text(this.#told.at(-1) ?? '', plain);
  }

  #readDeclaration(source: XmlSource, at: number): number {
    if (source.startsWith('<!--', at)) return this.#begin('comment', at + 4);
    if (source.startsWith('<![CDATA[', at) && this.#open.length > 0) return this.#begin('cdata', at + 9);
    if (source.startsWith('<!DOCTYPE', at)) throw this.#options.hasDocumentType();
    if (source.bytes.length - at < 9) return -1;
    throw this.#broken('a tag is broken');
  }

  #begin(inside: 'comment' | 'cdata', at: number): number {
    this.#inside = inside;
    return at;
  }

  /** Of a comment nothing is held but what might begin its end; a CDATA section is held until it is all there. */
  #readInside(source: XmlSource, at: number): number {
    const isComment = this.#inside === 'comment';
    const end = source.indexOf(isComment ? '-->' : ']]>', at);
    if (end < 0) return isComment && source.bytes.length - at > 2 ? source.bytes.length - 2 : -1;
    this.#inside = 'markup';
    if (!isComment && this.#skipped === 0) this.#tellSection(source.text(at, end, false));
    return end + 3;
  }

  #tellSection(text: string): void {
    if (/[^\t\n\r\u0020-\uFFFF]/.test(text)) throw this.#broken('it holds a character that XML does not have');
    this.#handler.text(this.#told.at(-1) ?? '', withLineFeeds(text));
  }
}

/** All ways to end a line are one in XML. */
function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

function placeBehind(end: string, source: XmlSource, from: number): number {
  const found = source.indexOf(end, from);
  return found < 0 ? -1 : found + end.length;
}
