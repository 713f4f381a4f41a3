import { readFileSync } from 'node:fs';
import type { HotStatement } from './database.ts';

/** A hot statement from `statements/`, prepared once a connection under its file's name. */
export function statement(name: string): HotStatement {
  const text = readFileSync(new URL(`statements/${name}.sql`, import.meta.url), 'utf8');
  return { name, text };
}
