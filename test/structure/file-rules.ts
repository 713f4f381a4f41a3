import type { Module } from './modules.ts';

interface LengthBars {
  /** Half the files have no more lines. */
  readonly median: number;
  /** 95 % of them have no more. */
  readonly most: number;
  readonly any: number;
}

/** The bars of the style. A test file may be longer on the whole: it tells of one thing at length. */
export const lengthBars = {
  source: { median: 70, most: 300, any: 400 },
  tests: { median: 100, most: 300, any: 400 },
} as const satisfies Record<string, LengthBars>;

/** What files are too long, alone or taken together. */
export function lengthFaults(modules: readonly Pick<Module, 'path' | 'lines'>[], bars: LengthBars): string[] {
  const sorted = [...modules].sort((a, b) => a.lines - b.lines);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.lines ?? 0;
  const faults = sorted
    .filter(({ lines }) => lines > bars.any)
    .map(({ path, lines }) => `${path} has ${lines} lines, more than ${bars.any}`);
  if (at(0.5) > bars.median) faults.push(`half the files have ${at(0.5)} lines or more, not ${bars.median}`);
  if (at(0.95) > bars.most) faults.push(`one file in twenty has ${at(0.95)} lines or more, not ${bars.most}`);
  return faults;
}

const drawers = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'lib', 'libs', 'types', 'misc', 'shared']);
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What paths have a folder or file that is named badly: not in kebab-case, or a drawer for anything. */
export function nameFaults(paths: readonly string[]): string[] {
  return paths.flatMap((file) => {
    const names = file.split('/').map((part) => part.replace(/(\.property)?(\.test)?\.[a-z]+$/, ''));
    return names.flatMap((name) => {
      if (drawers.has(name)) return [`${file}: ${name} says nothing about what is in it`];
      return kebabCase.test(name) ? [] : [`${file}: ${name} is not in kebab-case`];
    });
  });
}

/** Where the environment may be read, and what for. */
const environmentReaders = new Map([
  ['settings/settings.ts', 'the settings'],
  ['settings/unknown-variables.ts', 'variables that look like settings'],
  ['store/embedded/run-program.ts', 'the path that programs are found by; it is no setting of ours'],
]);

/** Who reads the environment or writes to the console behind the backs of settings and log. */
export function globalFaults(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, globals }) =>
    globals
      .filter((name) => name !== 'process.env' || !environmentReaders.has(path))
      .map((name) => `${path} uses ${name}`),
  );
}
