import { run } from './run.ts';

/** Runs a command line as this process: its output, its signals, its exit code. */
export async function runProcess(words: readonly string[]): Promise<void> {
  // A reader that has seen enough (`amend org list | head -1`) is no error, nor is a terminal that was closed.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
  process.exitCode = await run(words, {
    // Not opened before a command reads it: an open one could keep the process from ending.
    get input() {
      return process.stdin;
    },
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    // No colours: a terminal that obeys no commands (TERM=dumb), or none at all.
    isTerminal: process.stderr.isTTY && process.stderr.hasColors(),
    signal: stopSignal(),
  });
}

/** npm passes on the Ctrl-C that the terminal has sent to us already: that is one wish, not two. */
const sameWishMs = 1000;

/** Aborts at the first signal, so that the command stops what it started. A later one ends the process at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) {
        asked = performance.now();
        stop.abort(new Error(`stopped by ${signal}`));
      } else if (performance.now() - asked > sameWishMs) {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      }
    });
  }
  return stop.signal;
}
