import { Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import type { FileAnswer, PublicCall, PublicRoute } from '../../http/route.ts';
import { spreadsheetSchema } from '../../http/spreadsheet-schema.ts';
import type { FileReader } from './file-ports.ts';
import { refusal } from './wire.ts';

interface Deps {
  readonly files: FileReader;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** `GET /files/{id}?expires&signature`: what the links to files open. */
export function getFile({ files, now = Date.now }: Deps): PublicRoute {
  return {
    access: 'public',
    method: 'GET',
    path: '/api/v1/files/:id',
    operationId: 'getFile',
    summary: 'Downloads a file by its link',
    description:
      'The link is made by the service, where a batch names its files: whoever has it may read this one file until it ' +
      'expires. Take it as it is; a link that was changed opens nothing.',
    tag: 'Batches',
    params: Type.Object({ id: Type.String({ description: 'As the link has it.' }) }),
    query: Type.Object(
      {
        expires: Type.Integer({ minimum: 0, description: 'When the link expires: seconds since 1970.' }),
        signature: Type.String({ pattern: '^[\\w-]{43}$', mustBe: 'as the link has it' }),
      },
      { additionalProperties: false },
    ),
    answers: { 200: spreadsheetSchema, 404: refusal },
    run: { kind: 'download', handle: async (call) => download(call, { files, now }) },
  };
}

async function download({ params, query }: PublicCall, { files, now }: Required<Deps>): Promise<FileAnswer> {
  const publicId = params['id'] ?? '';
  const { expires, signature } = query as { expires: number; signature: string };
  // Before anything is looked up: what is not signed costs nothing.
  if (!files.isOurs({ publicId, expires, signature })) throw notFound(unknown);
  if (expires * 1_000 <= now()) throw notFound(expired);
  const organizationCode = files.organizationOf(publicId);
  const file = organizationCode === null ? null : await files.find({ organizationCode, publicId });
  const stored = file && (await files.read(file.storedAs));
  if (!file || !stored) throw notFound(expired);
  return {
    status: 200,
    file: { name: file.name, mediaType: file.mediaType, bytes: stored.bytes, content: stored.content },
  };
}

const unknown = 'There is no file at this link; take the link as the service gave it, without any change.';
const expired = 'This link has expired, and its file is deleted; ask for the batch again, or send the file again.';

function notFound(message: string): RequestError {
  return new RequestError('not_found', message);
}
