import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../errors/request-error.ts';
import { namesEtag } from './etag.ts';

/** Pages for people, which need no token: the console. It is no door: it has no operations, only files. */
export interface Site {
  /** Paths at which the one page is shown, in the framework's form. */
  readonly pagePaths: readonly string[];
  /** Paths at which files may lie. */
  readonly filePaths: readonly string[];
  page(): Promise<SiteAnswer>;
  /** null: there is no such file. */
  file(path: string): Promise<SiteAnswer | null>;
}

export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly file: SiteFile;
}
export type ContentEncoding = 'br' | 'gzip' | 'identity';
export interface SiteFile {
  readonly mediaType: string;
  /** Without quotes; null: not to be asked for again. */
  readonly etag: string | null;
  /** The best first; `identity` is always there. */
  readonly bodies: ReadonlyMap<ContentEncoding, Buffer>;
}

/**
 * Serves the site. Its requests count against no limit: what they cost is a look into memory, and a page that lacks a file
 * because others asked for much would be a broken page.
 */
export function addSite(app: FastifyInstance, site: Site): void {
  const route = { method: 'GET', schema: { hide: true }, config: { operation: 'console' } } as const;
  for (const url of site.pagePaths) {
    app.route({ ...route, url, handler: async (request, reply) => sendFile(request, reply, await site.page()) });
  }
  for (const url of site.filePaths) {
    app.route({
      ...route,
      url,
      async handler(request, reply) {
        const [path = ''] = (request.raw.url ?? '').split('?', 1);
        const found = await site.file(path);
        if (found === null) throw new RequestError('not_found', 'There is no such file.');
        return sendFile(request, reply, found);
      },
    });
  }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, { status, headers, file }: SiteAnswer): FastifyReply {
  const { mediaType, bodies } = file;
  const encoding = bestOf(bodies, request.headers['accept-encoding']);
  const etag = file.etag === null ? null : `"${file.etag}-${encoding}"`;
  reply.headers({ ...headers, ...(etag !== null && { etag }) }).header('vary', 'accept-encoding');
  if (etag !== null && namesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.code(status).type(mediaType).send(bodies.get(encoding));
}

/** The first of the bodies that the browser takes; what it refuses by `q=0` it does not take. */
function bestOf(bodies: SiteFile['bodies'], acceptEncoding: string | string[] | undefined): ContentEncoding {
  const taken = new Set<string>();
  for (const part of String(acceptEncoding ?? '').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) taken.add(name);
  }
  return [...bodies.keys()].find((encoding) => encoding === 'identity' || taken.has(encoding)) ?? 'identity';
}
