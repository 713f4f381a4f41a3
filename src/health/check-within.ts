import type { Check } from './check.ts';

/** What a check finds; that it fails where it throws, or has found nothing when its time is over. */
export async function checkWithin(ms: number, { name, run }: NamedChecks): Promise<readonly Check[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Check[]>();
  const late: Check = { name, state: 'fail', found: `no answer within ${ms / 1_000} seconds`, advice };
  const timer = setTimeout(() => resolve([late]), ms);
  const failed = (error: unknown): readonly Check[] => [
    { name, state: 'fail', found: error instanceof Error ? error.message : String(error), advice },
  ];
  try {
    return await Promise.race([run().catch(failed), promise]);
  } finally {
    clearTimeout(timer);
  }
}

export interface NamedChecks {
  /** What it is called where it finds nothing. */
  readonly name: string;
  readonly run: () => Promise<readonly Check[]>;
}

const advice = 'It could not be looked at. See to it that it answers, and look again.';
