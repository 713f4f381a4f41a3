import { createHash } from 'node:crypto';
import type { Route, UploadCall } from '../../../src/http/route.ts';
import type { IncomingFiles } from '../../../src/http/ports.ts';
import { openServer, type OpenServer, type NoTx } from '../open-server.ts';

/** What a body is made of: a name, with or without a file name, and the content. */
export interface PartOf {
  readonly name: string;
  readonly fileName?: string;
  readonly content: string | Buffer;
}

/** A multipart body as a browser writes it. */
export function multipart(parts: readonly PartOf[], boundary = 'b0undary'): Buffer {
  const pieces = parts.flatMap(({ name, fileName, content }) => {
    const file = fileName === undefined ? '' : `; filename="${fileName}"\r\ncontent-type: text/csv`;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')];
  });
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

/** A file store in memory: what lies in it, and what was asked to go. */
export class MemoryFiles implements IncomingFiles {
  readonly kept = new Map<string, Buffer>();
  readonly discarded: string[] = [];
  /** Files whose bytes are arriving. */
  begun = 0;

  async receive({ reference, part }: { reference: string; part: string }, content: AsyncIterable<Uint8Array>) {
    this.begun += 1;
    try {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      const storedAs = `incoming/${reference}/${part}`;
      this.kept.set(storedAs, Buffer.concat(chunks));
      return { storedAs };
    } finally {
      this.begun -= 1;
    }
  }

  async discard({ storedAs }: { storedAs: readonly string[] }): Promise<void> {
    for (const name of storedAs) if (this.kept.delete(name)) this.discarded.push(name);
  }
}

interface UploadServer extends OpenServer {
  readonly files: MemoryFiles;
  send(body: Buffer, headers?: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }>;
}

type Options<Tx> = Partial<Parameters<typeof openServer<Tx>>[0]> & {
  readonly handle?: (call: UploadCall) => unknown;
};

/** A server with one upload, `POST /files`: a `file`, perhaps a `second` one, perhaps the text `mapping`. */
export async function uploadServer<Tx = NoTx>({
  handle = () => ({}),
  ...options
}: Options<Tx> = {}): Promise<UploadServer> {
  const files = new MemoryFiles();
  const server = await openServer<Tx>({ routes: [uploadRoute(handle)], incoming: files, ...options });
  return {
    ...server,
    files,
    async send(body, headers = {}) {
      const response = await server.fetch('/files', {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b0undary', ...headers },
        body: new Uint8Array(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
  };
}

export function uploadRoute<Tx = NoTx>(handle: (call: UploadCall) => unknown): Route<Tx> {
  return {
    method: 'POST',
    path: '/files',
    operationId: 'sendFile',
    summary: 'Sends a file',
    tag: 'Things',
    scope: 'customers:write',
    answers: {},
    run: {
      kind: 'upload',
      parts: {
        file: { holds: 'file', required: true, description: 'A file.' },
        second: { holds: 'file', required: false, description: 'Another.' },
        mapping: { holds: 'text', required: false, description: 'JSON.' },
      },
      handle: async (call) => ({ status: 200, body: (await handle(call)) ?? {} }),
    },
  };
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
