import type { FastifyInstance } from 'fastify';

/** Where a server that listens is reached from this machine: `http://127.0.0.1:3000`. */
export function addressOf({ server }: FastifyInstance, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return `http://${address.family === 'IPv6' && host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
