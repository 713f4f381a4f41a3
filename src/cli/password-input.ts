import { on } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { CommandError } from './command-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal, TerminalInput } from './terminal.ts';

/** More than any password that is taken; what goes on and on is no password. */
const inputCharactersMax = 4_096;

interface PasswordOptions {
  /** The first line of stdin is it; otherwise it is asked for on the terminal, twice, without being shown. */
  readonly passwordStdin?: boolean;
}

/** A new password. It is never a word of the command line, where every process of the machine could read it. */
export async function readPassword(terminal: Terminal, { passwordStdin }: PasswordOptions): Promise<string> {
  const { input, signal } = terminal;
  if (input !== undefined && passwordStdin === true) return firstLine(input);
  if (input?.isTTY !== true) {
    const message = 'There is no terminal to ask for the password: send it on stdin, with --password-stdin.';
    throw new CommandError(message, { exitCode: exitCodes.usage });
  }
  const lines = linesOf(input, signal);
  // Before the prompt: whoever types at once is not shown either.
  input.setRawMode?.(true);
  try {
    const password = await asked('Password: ', { lines, terminal });
    if (password === (await asked('The same again: ', { lines, terminal }))) return password;
    throw new CommandError('The two passwords differ; nothing was done.');
  } finally {
    await lines.return();
    input.setRawMode?.(false);
    input.pause();
  }
}

async function firstLine(input: TerminalInput): Promise<string> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  for await (const chunk of input) {
    text += decoder.write(Buffer.from(chunk));
    if (text.includes('\n') || text.length > inputCharactersMax) break;
  }
  return text.split(/\r?\n/)[0] ?? '';
}

type Lines = AsyncGenerator<string, void, undefined>;

async function asked(prompt: string, { lines, terminal }: { lines: Lines; terminal: Terminal }): Promise<string> {
  terminal.err(prompt);
  try {
    const { value } = await lines.next();
    if (value !== undefined) return value;
  } finally {
    terminal.err('\n');
  }
  throw cancelled();
}

const enter = new Set(['\r', '\n']);
/** Ctrl-C and Ctrl-D: without echo a terminal hands them on like any other key. */
const cancel = new Set(['\u0003', '\u0004']);
const backspace = new Set(['\u007F', '\b']);

/** Lines as they are typed, key by key. */
async function* linesOf(input: TerminalInput, signal: AbortSignal): Lines {
  const decoder = new StringDecoder('utf8');
  let line: string[] = [];
  for await (const [chunk] of on(input, 'data', { signal, close: ['end'] }) as AsyncIterable<[Uint8Array]>) {
    for (const character of decoder.write(Buffer.from(chunk))) {
      if (cancel.has(character)) throw cancelled();
      if (enter.has(character)) {
        yield line.join('');
        line = [];
      } else if (backspace.has(character)) line.pop();
      else if (line.length < inputCharactersMax) line.push(character);
    }
  }
}

function cancelled(): CommandError {
  return new CommandError('Cancelled; nothing was done.', { exitCode: exitCodes.stopped });
}
