import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { temporaryDirectory } from '../temporary-directory.ts';

export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  /** Uploads in parts that it was asked to give up. */
  abandoned(): number;
}

/** What is used of the server that speaks S3, which brings no types of its own. */
const require = createRequire(import.meta.url);
const S3rver = require('@20minutes/s3rver') as new (options: {
  readonly silent: boolean;
  readonly directory: string;
  readonly configureBuckets: readonly { readonly name: string; readonly configs: readonly string[] }[];
}) => { configureBuckets(): Promise<unknown>; callback(): RequestListener };

/** A server that speaks S3, with the bucket `amend`. The SDK finds its region and credentials where it always looks. */
export async function startS3Server(): Promise<S3Server> {
  await using started = new AsyncDisposableStack();
  const { path: directory } = started.use(await temporaryDirectory());
  const s3rver = new S3rver({ silent: true, directory, configureBuckets: [{ name: 'amend', configs: [] }] });
  await s3rver.configureBuckets();
  const answer = s3rver.callback();
  let abandoned = 0;
  const server = createServer((request, response) => {
    // Counted here; it answers 405 to that, as a service that cannot do it would.
    if (request.method === 'DELETE' && request.url?.includes('uploadId=') === true) abandoned += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  started.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' });
  const stack = started.move();
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    abandoned: () => abandoned,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
