import type { Case } from '../case.ts';
import { bulkAgainstFloor } from '../bulk-against-floor.ts';

export const json10k: Case = {
  name: 'json-10k',
  summary: '10,000 random updates in one request, 200,000 customers, against the floor',
  run: async (bench) => bulkAgainstFloor(bench, { name: 'json-10k', customers: bench.scale.customers }),
};
