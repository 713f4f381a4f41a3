import type { Case } from '../case.ts';
import { bulkAgainstFloor } from '../bulk-against-floor.ts';

/** Nearly each record is alone on its page here, so the database reads and logs whole pages, on both sides. */
export const json10kBig: Case = {
  name: 'json-10k-big',
  summary: 'the same with 2,000,000 customers on both sides',
  run: async (bench) => bulkAgainstFloor(bench, { name: 'json-10k-big', customers: bench.scale.customersBig }),
};
