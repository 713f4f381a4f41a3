import type { Scale } from './scale.ts';

/** One measurement: checks that what it times is right, times it, and checks again. Throws when a check fails. */
export interface Case {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  run(bench: Bench): Promise<Row[]>;
}

/** What a case works with. */
export interface Bench {
  readonly scale: Scale;
  /** Aborted when the run is told to stop; looked at between samples. */
  readonly signal: AbortSignal;
  /** Where CPU profiles of the service go; null: none are taken. */
  readonly profileDirectory: string | null;
  /** A database without data, on the one server of this run. Disposing of it drops it. */
  openDatabase(): Promise<OpenedDatabase>;
  /** An empty directory. Disposing of it removes it. */
  openDirectory(): Promise<OpenedDirectory>;
  /** Tells whoever watches what is being done. */
  say(text: string): void;
}

export interface OpenedDatabase extends AsyncDisposable {
  readonly connectionString: string;
}
export interface OpenedDirectory extends AsyncDisposable {
  readonly path: string;
}

/** One line of the table: a figure, and what it must reach. */
export interface Row {
  readonly name: string;
  readonly ours: string;
  /** null: there is nothing to compare with. */
  readonly floor: string | null;
  /** The figure that the target judges: a ratio to the floor, or what its unit says. */
  readonly value: number;
  readonly unit: 'ratio' | 'ms' | 'MB' | 'KB' | 'count';
  readonly target: Target;
  /** Further sentences, printed below the table. */
  readonly notes: readonly string[];
  /** All that was measured, for the JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Target {
  readonly sense: 'at most' | 'at least';
  readonly must: number;
  readonly goal: number;
}

export function atMost(must: number, goal: number): Target {
  return { sense: 'at most', must, goal };
}

export function atLeast(must: number, goal: number): Target {
  return { sense: 'at least', must, goal };
}
