import { environmentName, settingNames } from './definitions.ts';
import type { Environment } from './settings.ts';

/** Letters that a typo may change, add or leave out. */
const typoLettersMax = 3;

/**
 * A sentence for each `AMEND_…` variable that is no setting, so that a typo is not ignored silently. `known` names
 * variables that something else than the settings reads.
 */
export function unknownVariables(environment: Environment = process.env, known: readonly string[] = []): string[] {
  const variables = settingNames.map(environmentName);
  return Object.keys(environment)
    .filter((name) => name.startsWith('AMEND_') && !variables.includes(name) && !known.includes(name))
    .sort()
    .map((name) => {
      const meant = nearest(name, variables);
      return `${name} is not a setting and is ignored${meant === undefined ? '.' : `; did you mean ${meant}?`}`;
    });
}

function nearest(name: string, variables: readonly string[]): string | undefined {
  const bare = variables.find((variable) => `AMEND_${variable}` === name);
  if (bare !== undefined) return bare;
  const [best] = variables
    .map((variable) => ({ variable, letters: distance(name, variable) }))
    .sort((a, b) => a.letters - b.letters);
  return best !== undefined && best.letters <= typoLettersMax ? best.variable : undefined;
}

/** Levenshtein's distance, one row at a time. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(to).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
