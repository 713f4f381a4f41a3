import type { Case } from './case.ts';
import { console100k } from './cases/console-100k.ts';
import { csv1m } from './cases/csv-1m.ts';
import { customers1m } from './cases/customers-1m.ts';
import { json10k } from './cases/json-10k.ts';
import { json10kBig } from './cases/json-10k-big.ts';
import { jsonConcurrent } from './cases/json-concurrent.ts';
import { preview10k } from './cases/preview-10k.ts';
import { replay10k } from './cases/replay-10k.ts';
import { rss20 } from './cases/rss-20.ts';
import { startReady } from './cases/start-ready.ts';
import { undo100k } from './cases/undo-100k.ts';
import { xlsx100k } from './cases/xlsx-100k.ts';
import { xlsxRead } from './cases/xlsx-read.ts';

/** Every case, in the order in which they run. */
export const cases: readonly Case[] = [
  json10k,
  json10kBig,
  jsonConcurrent,
  replay10k,
  preview10k,
  rss20,
  csv1m,
  xlsx100k,
  xlsxRead,
  undo100k,
  customers1m,
  console100k,
  startReady,
];
