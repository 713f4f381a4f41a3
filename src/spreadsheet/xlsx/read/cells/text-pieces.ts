import { isSpace } from '../xml/characters.ts';
import type { XmlTag } from '../xml/xml-tag.ts';
import { cellTooLong, impossibleCharacter, type Place } from '../refusals.ts';
import { impossibleIn, withoutEscapes } from './escapes.ts';

/** How many characters an escape takes, at most, for one that it stands for. */
const escapeCharacters = 7;

/**
 * A text that comes in pieces: runs of rich text, or a value that a piece of the file cut in two. White space at its
 * ends is kept only where the file asks for that (`xml:space`), as in Excel; between runs it is kept always.
 */
export class TextPieces {
  readonly #charactersMax: number;
  readonly #where: () => Place | string;
  #text = '';
  #hasPiece = false;
  #keepsStart = true;
  #keepsEnd = true;

  constructor(charactersMax: number, where: () => Place | string) {
    this.#charactersMax = charactersMax;
    this.#where = where;
  }

  /** An element begins whose text counts. */
  begin(tag: XmlTag): void {
    this.#keepsEnd = tag.attribute('xml:space') === 'preserve';
    if (this.#text === '') this.#keepsStart = this.#keepsEnd;
  }

  add(text: string): void {
    this.#text = this.#hasPiece ? this.#text + text : text;
    this.#hasPiece = true;
    if (this.#text.length > this.#charactersMax * escapeCharacters) throw this.#tooLong();
  }

  /** The text as a whole; the next one begins empty. */
  take(): string {
    const trimmed = this.#trimmed();
    this.#text = '';
    this.#hasPiece = false;
    this.#keepsStart = true;
    this.#keepsEnd = true;
    const text = trimmed.includes('_x') ? this.#unescaped(trimmed) : trimmed;
    if (text.length > this.#charactersMax) throw this.#tooLong();
    return text;
  }

  #unescaped(text: string): string {
    const plain = withoutEscapes(text);
    const impossible = impossibleIn(plain);
    if (impossible !== null) throw impossibleCharacter(this.#where(), impossible);
    return plain;
  }

  #trimmed(): string {
    const text = this.#text;
    let from = 0;
    let end = text.length;
    if (!this.#keepsStart) while (from < end && isSpaceOrReturn(text.charCodeAt(from))) from += 1;
    if (!this.#keepsEnd) while (end > from && isSpaceOrReturn(text.charCodeAt(end - 1))) end -= 1;
    return from === 0 && end === text.length ? text : text.slice(from, end);
  }

  #tooLong(): Error {
    return cellTooLong(this.#where(), this.#charactersMax);
  }
}

/** A reference may have brought a carriage return in. */
function isSpaceOrReturn(character: number): boolean {
  return isSpace(character) || character === 0x0d;
}
