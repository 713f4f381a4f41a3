import { contentTypeNamespaces } from '../namespaces.ts';
import type { XmlHandler } from '../xml/xml-scanner.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';
import { readWholePart } from './read-part.ts';

export const contentTypesPart = '[Content_Types].xml';

/** Answers the content type of a part, in lower case; undefined where the package does not tell. */
export async function readContentTypes(
  zip: ZipArchive,
  bytesMax: number,
): Promise<(part: string) => string | undefined> {
  const byPart = new Map<string, string>();
  const byExtension = new Map<string, string>();
  const handler: XmlHandler = {
    open(element, _, tag) {
      const type = tag.attribute('ContentType')?.trim().toLowerCase() ?? '';
      if (element === 'Override') byPart.set(tag.attribute('PartName')?.replace(/^\//, '').toLowerCase() ?? '', type);
      if (element === 'Default') byExtension.set(tag.attribute('Extension')?.toLowerCase() ?? '', type);
      return false;
    },
    text: () => undefined,
    close: () => undefined,
  };
  await readWholePart(contentTypesPart, { zip, vocabulary: contentTypeNamespaces, root: 'Types', handler, bytesMax });
  return (part) => {
    const name = part.toLowerCase();
    return byPart.get(name) ?? byExtension.get(name.slice(name.lastIndexOf('.') + 1));
  };
}
