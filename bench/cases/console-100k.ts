import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../test/browser/browser.ts';
import { findChromium } from '../../test/browser/chromium.ts';
import { atMost, type Bench, type Case, type Row } from '../case.ts';
import { companyKeys, openCompany } from '../company-customers.ts';
import { fileColumns, writeCompanyFile } from '../company-file.ts';
import { longestTasks } from '../console/main-thread.ts';
import { openPage } from '../console/open-page.ts';
import { rendererMb } from '../console/renderer-memory.ts';
import { editAmount, rowsShown, scrollAbout } from '../console/rows-page.ts';
import { settle } from '../customers.ts';
import { statistics } from '../statistics.ts';
import { openSubject, type Subject } from '../subject.ts';

/** The console with files of 100,000 and of 1,000,000 rows, in Chromium. */
export const console100k: Case = {
  name: 'console-100k',
  summary: 'the console: a dropped file of 100,000 rows until it is checked, scrolling, editing; memory with 1,000,000',
  async run(bench) {
    const { fileRows, fileRowsSmall } = bench.scale;
    const chromium = findChromium();
    if (chromium === undefined) throw new Error('The console is measured in Chromium: apt-get install chromium.');
    await using subject = await openSubject(bench, 100);
    await openCompany(bench, subject, fileRows);
    await settle(subject.control, ['customers']);
    await using directory = await bench.openDirectory();
    const keys = await companyKeys(subject.control, fileRows);
    const [small, large] = ['small', 'large'].map((name) => path.join(directory.path, `${name}.csv`)) as [
      string,
      string,
    ];
    bench.say('writing the files');
    await writeCompanyFile({ path: small, keys, rows: fileRowsSmall, run: 1 });
    await writeCompanyFile({ path: large, keys, rows: fileRows, run: 2 });
    await using browser = await launchBrowser(chromium);
    const rows = await measure(bench, { subject, browser, file: small });
    // What the trace has left in the first one's memory is not the page's.
    await using another = await launchBrowser(chromium);
    bench.say('dropping the large file');
    const memory = await millionRows({ subject, browser: another, file: large });
    return [...rows, memory];
  },
};

interface Measured {
  readonly subject: Subject;
  readonly browser: Browser;
  readonly file: string;
}

async function measure(bench: Bench, { subject, browser, file }: Measured): Promise<Row[]> {
  const { page, scriptBytes } = await openPage(browser, subject);
  bench.say('dropping the small file');
  const shown: number[] = [];
  for (let run = 0; run < bench.scale.filePairs; run += 1) shown.push(await drop(page, file));
  bench.say('scrolling and editing');
  const tasks = await longestTasks({ browser, page }, async () => scrollAbout(page));
  const edits = await edit(page);
  const dropped = statistics(shown);
  const edited = statistics(edits);
  return [
    row({
      name: 'console-100k: dropped until shown',
      value: dropped.median,
      unit: 'ms',
      bars: [10_000, 4_000],
      details: dropped,
    }),
    row({
      name: 'console-100k: longest task of scrolling',
      value: tasks[0] ?? 0,
      unit: 'ms',
      bars: [50, 16],
      details: tasks.slice(0, 20),
    }),
    row({
      name: 'console-100k: edit until checked',
      value: edited.median,
      unit: 'ms',
      bars: [150, 60],
      details: edited,
    }),
    row({
      name: 'console-100k: first script, gzipped',
      value: scriptBytes / 1_000,
      unit: 'KB',
      bars: [250, 150],
      details: scriptBytes,
    }),
  ];
}

async function millionRows({ subject, browser, file }: Measured): Promise<Row> {
  const { page } = await openPage(browser, subject);
  await drop(page, file);
  await scrollAbout(page);
  const memory = await rendererMb(browser);
  return row({
    name: 'console-100k: page with a million rows',
    value: memory,
    unit: 'MB',
    bars: [300, 300],
    details: memory,
  });
}

/** Milliseconds until the rows of the file are on the screen, checked and compared. */
async function drop(page: Page, file: string): Promise<number> {
  await page.goto(new URL('/update', page.url()).href);
  const chooser = page.locator('input[type=file]').first();
  await chooser.waitFor({ state: 'attached' });
  const start = performance.now();
  await chooser.setInputFiles(file);
  await rowsShown(page);
  return performance.now() - start;
}

const editsMeasured = 15;

async function edit(page: Page): Promise<number[]> {
  const column = fileColumns.indexOf('outstandingAmount') + amountColumnsBefore;
  const times: number[] = [];
  for (let row = 0; row < editsMeasured; row += 1) {
    const { ms, status } = await editAmount(page, { column, row, value: `${2_000 + row}.75` });
    assert.equal(status, 200, 'an edit of an ordinary cell is checked at once');
    times.push(ms);
  }
  return times;
}

/** In the table the row's number and what would become of it stand before the file's columns, and counting begins at 1. */
const amountColumnsBefore = 3;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: Row['unit'];
  readonly bars: readonly [must: number, goal: number];
  readonly details: unknown;
}

function row({ name, value, unit, bars, details }: Figure): Row {
  return {
    name,
    ours: `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`,
    floor: null,
    value,
    unit,
    target: atMost(...bars),
    notes: [],
    details: { details },
  };
}
