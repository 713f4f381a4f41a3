import { damaged, hasDocumentType, quoted, swellsTooFar } from '../refusals.ts';
import { Utf8Pieces } from '../xml/utf8-pieces.ts';
import { type XmlHandler, XmlScanner } from '../xml/xml-scanner.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';

export interface PartOptions {
  readonly zip: ZipArchive;
  /** Namespaces whose elements the handler knows. */
  readonly vocabulary: ReadonlySet<string>;
  /** The name of its outermost element. */
  readonly root: string;
  readonly handler: XmlHandler;
  /** Inflated; absent for parts of which nothing is held. */
  readonly bytesMax?: number;
}

/** Reads a part of the workbook and tells the handler of it. Yields after each piece, so that what it made can be taken. */
export async function* readPart(name: string, options: PartOptions): AsyncGenerator<void, void, undefined> {
  const { zip, vocabulary, root, handler, bytesMax = Infinity } = options;
  const broken = (reason: string) => damaged(`${quoted(name)}: ${reason}`);
  const pieces = new Utf8Pieces(broken);
  const scanner = new XmlScanner({ vocabulary, root, handler, broken, hasDocumentType: () => hasDocumentType(name) });
  let bytes = 0;
  for await (const piece of zip.read(name)) {
    bytes += piece.length;
    if (bytes > bytesMax) throw swellsTooFar(`${quoted(name)} in the workbook unpacks to`, bytesMax);
    scanner.write(pieces.next(piece));
    yield;
  }
  pieces.end();
  scanner.end();
}

/** A part of which nothing is wanted before its end. */
export async function readWholePart(name: string, options: PartOptions): Promise<void> {
  const pieces = readPart(name, options);
  while ((await pieces.next()).done !== true);
}
