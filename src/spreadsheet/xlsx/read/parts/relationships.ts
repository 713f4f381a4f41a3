import { damaged, quoted } from '../refusals.ts';
import { packageRelationshipNamespaces, relationshipNamespaces } from '../namespaces.ts';
import type { XmlHandler } from '../xml/xml-scanner.ts';
import type { XmlTag } from '../xml/xml-tag.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';
import { readWholePart } from './read-part.ts';

export interface Relationship {
  readonly id: string;
  /** `worksheet`, `sharedStrings` …; what is not of the office vocabulary has its whole name. */
  readonly type: string;
  /** The name of a part; null: it lies outside the workbook. */
  readonly target: string | null;
}

/** What a part refers to. The package itself is the part with the empty name. */
export async function readRelationships(zip: ZipArchive, part: string, bytesMax: number): Promise<Relationship[]> {
  const slash = part.lastIndexOf('/') + 1;
  const name = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
  const found: Relationship[] = [];
  if (!zip.has(name)) return found;
  const handler: XmlHandler = {
    open(element, parent, tag) {
      if (element === 'Relationship' && parent === 'Relationships') found.push(relationship(tag, { part, zip }));
      return false;
    },
    text: () => undefined,
    close: () => undefined,
  };
  await readWholePart(name, {
    zip,
    vocabulary: packageRelationshipNamespaces,
    root: 'Relationships',
    handler,
    bytesMax,
  });
  return found;
}

interface Source {
  readonly part: string;
  readonly zip: ZipArchive;
}

function relationship(tag: XmlTag, source: Source): Relationship {
  const type = tag.attribute('Type') ?? '';
  const slash = type.lastIndexOf('/');
  const isOffice = relationshipNamespaces.has(type.slice(0, slash));
  const isExternal = tag.attribute('TargetMode') === 'External';
  return {
    id: tag.attribute('Id') ?? '',
    type: isOffice ? type.slice(slash + 1) : type,
    target: isExternal ? null : targetOf(tag.attribute('Target') ?? '', source),
  };
}

/** A target is a URI, relative to the part that has it, or from the root of the workbook. */
function targetOf(target: string, { part, zip }: Source): string {
  const uri = target.replaceAll('\\', '/').replace(/[?#].*$/s, '');
  const path = uri.startsWith('/') ? [] : part.split('/').slice(0, -1);
  for (const segment of uri.split('/')) {
    if (segment === '..' && path.pop() === undefined) throw damaged(`it names a file ${quoted(target)} outside itself`);
    if (segment !== '..' && segment !== '.' && segment !== '') path.push(segment);
  }
  const name = path.join('/');
  return zip.has(name) ? name : decoded(name);
}

/** Names in a zip are mostly written as in the URI, and sometimes as what it means: `My%20sheet.xml`. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
