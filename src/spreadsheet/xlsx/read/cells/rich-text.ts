import type { XmlTag } from '../xml/xml-tag.ts';
import type { TextPieces } from './text-pieces.ts';

/**
 * A text with or without runs of rich text, within `holder`. True where the element is a part of it: how it sounds
 * (`rPh`) and looks is not.
 */
export function opensText(pieces: TextPieces, { name, parent, holder, tag }: Element): boolean {
  if (name === 't' && (parent === holder || parent === 'r')) {
    pieces.begin(tag);
    return true;
  }
  return name === 'r' && parent === holder;
}

interface Element {
  readonly name: string;
  readonly parent: string;
  /** `is` in a cell, `si` among shared texts. */
  readonly holder: string;
  readonly tag: XmlTag;
}
