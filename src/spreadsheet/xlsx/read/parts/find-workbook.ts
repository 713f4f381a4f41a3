/** Tells a workbook from the other files that are a zip as well. */
import type { RequestError } from '../../../../errors/request-error.ts';
import { damaged, otherKind, quoted } from '../refusals.ts';
import type { ZipArchive } from '../zip/zip-archive.ts';
import { contentTypesPart, readContentTypes } from './content-types.ts';
import { readRelationships } from './relationships.ts';

/** The name of the workbook's main part. Throws for a zip that is something else. */
export async function findWorkbook(zip: ZipArchive, bytesMax: number): Promise<string> {
  if (!zip.has(contentTypesPart)) throw noPackage(zip);
  const typeOf = await readContentTypes(zip, bytesMax);
  const relationships = await readRelationships(zip, '', bytesMax);
  const part = relationships.find(({ type }) => type === 'officeDocument')?.target ?? null;
  if (part === null) throw noPackage(zip);
  const kind = otherKinds.find(({ sign }) => typeOf(part)?.includes(sign));
  if (kind) throw otherKind(kind.name);
  if (!zip.has(part)) throw damaged(`${quoted(part)} is missing`);
  return part;
}

/** By what their content type has in it. */
const otherKinds = [
  { sign: 'excel.sheet.binary', name: 'a binary Excel workbook (.xlsb)' },
  { sign: 'wordprocessingml', name: 'a Word document' },
  { sign: 'ms-word', name: 'a Word document' },
  { sign: 'presentationml', name: 'a PowerPoint presentation' },
  { sign: 'ms-powerpoint', name: 'a PowerPoint presentation' },
  { sign: 'visio', name: 'a Visio drawing' },
];

function noPackage(zip: ZipArchive): RequestError {
  if (zip.has('mimetype') && zip.has('content.xml')) return otherKind('an OpenDocument file (.ods)');
  if (zip.has('Index/Document.iwa') || zip.has('Index.zip')) return otherKind('an Apple Numbers or Pages file');
  const spreadsheet = zip.names.find((name) => /\.(?:xlsx|xlsm|xls|csv|zip)$/i.test(name));
  if (spreadsheet === undefined) return otherKind('a zip archive that is no workbook');
  return otherKind(`a zip archive that holds ${quoted(spreadsheet)}`, 'Unpack it');
}
