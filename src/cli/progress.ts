import type { Terminal } from './terminal.ts';

/** Says how far a step is. */
export type Reached = (done: number, of: number) => void;

/** Shows what a command does, a line a step. */
export interface Progress {
  step<T>(label: string, work: (reached: Reached) => Promise<T>): Promise<T>;
}

const redrawMs = 100;
/** Where lines stay, as in a log, a step says only so often how far it is. */
const plainLineMs = 2000;
const barCharacters = 20;
const labelCharacters = 38;

/** On a terminal a line that moves, with a bar where there is something to count; elsewhere plain lines. */
export function showProgress({ err, isTerminal = false }: Terminal): Progress {
  return { step: (label, work) => (isTerminal ? movingStep(err, label, work) : plainStep(err, label, work)) };
}

/** For scripts. */
export const noProgress: Progress = { step: (_label, work) => work(() => undefined) };

type Write = Terminal['err'];

async function movingStep<T>(write: Write, label: string, work: (reached: Reached) => Promise<T>): Promise<T> {
  const start = performance.now();
  let counted = '';
  const draw = () => {
    const line = `  ${label.padEnd(labelCharacters)}${seconds(start).padStart(7)}  ${counted}`;
    write(`\r${line.trimEnd()}\u001B[K`);
  };
  draw();
  const timer = setInterval(draw, redrawMs);
  try {
    const result = await work((done, of) => {
      counted = `${bar(of > 0 ? Math.min(done / of, 1) : 0)} ${done.toLocaleString('en')}`;
      draw();
    });
    counted = '';
    draw();
    return result;
  } finally {
    clearInterval(timer);
    write('\n');
  }
}

async function plainStep<T>(write: Write, label: string, work: (reached: Reached) => Promise<T>): Promise<T> {
  const start = performance.now();
  let saidAt = -Infinity;
  const result = await work((done, of) => {
    if (done >= of || performance.now() - saidAt < plainLineMs) return;
    saidAt = performance.now();
    write(`  ${label}: ${done.toLocaleString('en')} of ${of.toLocaleString('en')}\n`);
  });
  write(`  ${label}: ${seconds(start)}\n`);
  return result;
}

function bar(share: number): string {
  const full = Math.round(share * barCharacters);
  return '█'.repeat(full) + '░'.repeat(barCharacters - full);
}

function seconds(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
