import { atMost, type Bench, type Case } from '../case.ts';
import { startService } from '../service.ts';
import { statistics } from '../statistics.ts';

export const startReady: Case = {
  name: 'start-ready',
  summary:
    'from the start of src/main.ts on an existing data directory until /readyz answers, embedded server included',
  async run(bench) {
    await using directory = await bench.openDirectory();
    const first = await startAndStop(bench, directory.path);
    const samples: number[] = [];
    for (let time = 0; time < bench.scale.starts; time += 1) {
      bench.signal.throwIfAborted();
      samples.push(await startAndStop(bench, directory.path));
    }
    const ours = statistics(samples);
    return [
      {
        name: 'start-ready',
        ours: `${ours.median.toFixed(0)} ms`,
        floor: null,
        value: ours.median,
        unit: 'ms',
        target: atMost(3000, 1000),
        notes: [`the first start, which makes the database, took ${first.toFixed(0)} ms`],
        details: { ours, first },
      },
    ];
  },
};

/** Milliseconds until it was ready; it is stopped in order, or else this throws. */
async function startAndStop({ signal }: Bench, directory: string): Promise<number> {
  await using service = await startService({ connectionString: null, directory, profileDirectory: null, signal });
  return service.readyMs;
}
