import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A CPU profile as V8 writes it. */
interface Profile {
  readonly nodes: readonly ProfileNode[];
  /** Microseconds of the clock of `process.hrtime`, which all processes of a machine share. */
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}
interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** A span of `process.hrtime`, in microseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

interface Frame {
  readonly frame: string;
  readonly ms: number;
}

export interface ProfileSummary {
  /** Milliseconds a span in which nothing ran on the main thread. */
  readonly idleMs: number;
  /** Milliseconds a span spent in a function itself, the most first. */
  readonly self: readonly Frame[];
  /** The same with all that it called, for functions of our own. */
  readonly total: readonly Frame[];
}

const framesShown = 15;
const root = fileURLToPath(new URL('..', import.meta.url));

export function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Reads the one profile of a directory and says where the time of the spans went. */
export async function summarizeProfile(directory: string, spans: readonly Span[]): Promise<ProfileSummary> {
  const file = (await readdir(directory)).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error(`there is no profile in ${directory}`);
  return summarize(JSON.parse(await readFile(path.join(directory, file), 'utf8')) as Profile, spans);
}

export function summarize(profile: Profile, spans: readonly Span[]): ProfileSummary {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const self = new Map<string, number>();
  const total = new Map<string, number>();
  for (const [id, ms] of timeOfNodes(profile, spans)) {
    add(self, nameOf(nodes.get(id)), ms);
    const own = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const name = nameOf(nodes.get(at));
      if (name.includes(' src/')) own.add(name);
    }
    for (const name of own) add(total, name, ms);
  }
  const idleMs = (self.get('(idle)') ?? 0) / spans.length;
  self.delete('(idle)');
  return { idleMs, self: top(self, spans.length), total: top(total, spans.length) };
}

/** As lines for a person. */
export function showProfile(profile: ProfileSummary | null): string[] {
  if (!profile) return [];
  const lines = (frames: readonly Frame[]) =>
    frames.map(({ frame, ms }) => `${ms.toFixed(1).padStart(8)} ms  ${frame}`);
  return [
    `main thread: idle ${profile.idleMs.toFixed(0)} ms; otherwise, in a function itself:`,
    ...lines(profile.self),
    'main thread, in a function and all that it calls:',
    ...lines(profile.total),
  ];
}

/** A sample stands for the time until the next one. */
function timeOfNodes({ startTime, samples, timeDeltas }: Profile, spans: readonly Span[]): Map<number, number> {
  const times = new Map<number, number>();
  let now = startTime;
  for (const [place, node] of samples.entries()) {
    now += timeDeltas[place] ?? 0;
    const lasts = timeDeltas[place + 1] ?? 0;
    if (spans.some(({ from, to }) => now >= from && now < to)) add(times, node, lasts / 1000);
  }
  return times;
}

function nameOf(node: ProfileNode | undefined): string {
  if (!node) return '(unknown)';
  const { functionName, url, lineNumber } = node.callFrame;
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  const file = url.startsWith('file://') ? path.relative(root, fileURLToPath(url)) : url;
  return `${name} ${file}:${lineNumber + 1}`;
}

function add<K>(sums: Map<K, number>, key: K, ms: number): void {
  sums.set(key, (sums.get(key) ?? 0) + ms);
}

function top(sums: ReadonlyMap<string, number>, spans: number): Frame[] {
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, framesShown)
    .map(([frame, ms]) => ({ frame, ms: Math.round((ms / spans) * 10) / 10 }));
}
