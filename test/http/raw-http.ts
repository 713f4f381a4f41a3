import { once } from 'node:events';
import type { Socket } from 'node:net';

/** Writes the parts as they stand and reads until a whole answer (by its content-length) is there, or the end. */
export async function exchange(socket: Socket, parts: readonly (string | Buffer)[]): Promise<string> {
  for (const part of parts) socket.write(part);
  return readAnswer(socket);
}

export async function readAnswer(socket: Socket): Promise<string> {
  let text = '';
  while (!isWhole(text)) {
    const [chunk] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [unknown];
    if (!Buffer.isBuffer(chunk)) break;
    text += chunk.toString('latin1');
  }
  return text;
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  if (text.startsWith('HTTP/1.1 100 ')) return true;
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
  return text.length >= end + 4 + length;
}

/** Asks again until it is so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
