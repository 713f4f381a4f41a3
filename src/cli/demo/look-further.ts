import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lenderCode } from './prepare-campaign.ts';
import type { DemoResult } from './report.ts';
import type { SheetResult } from './sheet/run-sheet.ts';

/** A service that runs on after the demo, and what reaches it. */
export interface KeptService {
  readonly url: string;
  readonly token: string;
  readonly directory: string;
  readonly logFile: string;
}

/** What to try on the service that was kept: lines to copy into another terminal. */
export function lookFurther(
  { url, token, directory, logFile }: KeptService,
  { result, sheet }: { readonly result: DemoResult; readonly sheet: SheetResult },
): string {
  const { campaignId, answer, expected } = result;
  const curl = (path: string) => `curl -s -H 'Authorization: Bearer ${token}' \\\n       '${url}/api/v1/${path}'`;
  const amend = (words: string) => `AMEND_DATA_DIR='${directory}' ${ownProgram()} ${words}`;
  return `
The service runs until you press Ctrl-C; then all of it is removed.

  address  ${url}
  docs     ${url}/docs
  token    ${token}
  data     ${directory}
  log      ${logFile}

Look further, in another terminal:

  the batch, and what was not applied
     ${amend(`batch show ${answer.batchId}`)}

  the records that failed or were invalid
     ${curl(`batches/${answer.batchId}/outcomes?outcome=failed,invalid`)}

  one customer's history
     ${curl(`customers/${expected.twice.id}/history?campaignId=${campaignId}`)}

  the workbook, and its failure file: open them in a spreadsheet program
     ${sheet.workbook}
     ${sheet.failed}

  send the failure file from the command line, as it is or mended
     AMEND_URL=${url} AMEND_TOKEN=${token} \\
       ${ownProgram()} update '${sheet.failed}' --company ${lenderCode}

Open ${signedInPage({ url, token })}
`;
}

/** The console, signed in: the page exchanges what stands behind `#`, which no browser sends to a server, for a session. */
export function signedInPage({ url, token }: Pick<KeptService, 'url' | 'token'>): string {
  return `${url}/#token=${token}`;
}

/** Without a service that runs on. */
export const howToKeep = `
To look further, run it with --keep (npm run demo -- --keep): the service stays, and you are given its page, signed in,
a token, and the commands that show the batch, a customer's history and the reference of the API.
`;

/** bin/amend as it is called from here. */
function ownProgram(): string {
  const program = fileURLToPath(new URL('../../../bin/amend', import.meta.url));
  const near = relative(process.cwd(), program);
  return near.startsWith('..') ? `'${program}'` : near;
}
