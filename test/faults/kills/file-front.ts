import type { BatchBody } from '../../acceptance/upload-steps.ts';
import type { Company } from './battlefield.ts';
import { checkFiles } from './check-files.ts';
import { runFileClient, type SentFile } from './file-client.ts';
import type { Front, FrontOptions } from './front.ts';
import { Ledger } from './ledger.ts';
import { PatientCaller } from './patient-caller.ts';
import { untilSettled } from './read-batches.ts';

/** Updates of a whole company by one file after the other. */
export async function openFileFront({ field, chance, stop }: FrontOptions, company: Company): Promise<Front> {
  const { tenant, ids } = company;
  const caller = new PatientCaller(field.service, tenant.token);
  const sent: SentFile[] = [];
  const ledger = new Ledger(await field.customers(tenant.code, 'legalName'));
  let progress = '';
  const onLook = ({ id, state, progress: { phase, done } }: BatchBody): void => {
    progress = [id, state, phase, done].join(' ');
  };
  return {
    running: runFileClient({ caller, chance, ids, sent, onLook }, stop),
    progress: () => progress,
    describe: () => `${sent.length} files of ${ids.length} rows`,
    async check() {
      const who = await caller.client();
      const batches = (await untilSettled(who)).filter(({ operation }) => operation === 'update');
      const faults = await checkFiles({ who, batches, sent, ledger });
      ledger.close(await field.customers(tenant.code, 'legalName'));
      return [...faults, ...ledger.faults, ...caller.faults];
    },
  };
}
