import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const lowest = 20_000;
const beyond = 30_000;
const triesMax = 100;

/**
 * A free port below the range that the kernel takes for outgoing connections (from 32768 on Linux, 49152 on macOS).
 * From within that range, a client that reconnects while the server is down could be given the server's port as its
 * own, connect to itself, and keep the server from coming back.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < triesMax; tries++) {
    const port = randomInt(lowest, beyond);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port found between ${lowest} and ${beyond}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
