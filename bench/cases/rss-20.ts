import { atMost, type Bench, type Case } from '../case.ts';
import { checkHistories, checkUpdated, checkVersions } from '../checks.ts';
import { settle } from '../customers.ts';
import { residentMb, resetPeak } from '../memory.ts';
import { openSubject, type Subject } from '../subject.ts';
import { Updates } from '../updates.ts';

const requestsInFlight = 20;
const historiesChecked = 5;

export const rss20: Case = {
  name: 'rss-20',
  summary: 'peak memory of the service with 20 requests of 10,000 records in flight at once (Linux)',
  async run(bench) {
    const { customers, records, rounds, warmUps } = bench.scale;
    await using subject = await openSubject(bench, customers);
    await settle(subject.control, ['customers']);
    const { pid } = subject.service;
    const updates = new Updates(subject.campaignId, customers);
    for (let time = 0; time < warmUps; time += 1) checkUpdated(await subject.update(updates.request(records)), records);
    const before = await residentMb(pid);
    if (!before) {
      bench.say('this system does not tell the memory of a process');
      return [];
    }
    const peaks = await peaksOf(bench, subject, updates);
    await checkVersions(subject.control, 'customers', (warmUps + rounds * requestsInFlight) * records);
    await checkHistories(subject, historiesChecked);
    const after = await residentMb(pid);
    const peak = Math.max(...peaks);
    const note = `${before.now.toFixed(0)} MB before, ${after?.now.toFixed(0)} MB after; peaks of the rounds ${peaks.map((mb) => mb.toFixed(0)).join(', ')} MB`;
    return [
      {
        name: 'rss-20',
        ours: `${peak.toFixed(0)} MB`,
        floor: null,
        value: peak,
        unit: 'MB',
        target: atMost(400, 250),
        notes: [note],
        details: { before: before.now, after: after?.now, peaks, requestsInFlight, records },
      },
    ];
  },
};

/** The peak of each round, in MB. The bodies are made before a round: the client shares the machine. */
async function peaksOf(bench: Bench, subject: Subject, updates: Updates): Promise<number[]> {
  const { scale, signal } = bench;
  const { pid } = subject.service;
  const peaks: number[] = [];
  for (let round = 0; round < scale.rounds; round += 1) {
    signal.throwIfAborted();
    const bodies = updates.disjoint(requestsInFlight, scale.records);
    await resetPeak(pid);
    const replies = await Promise.all(bodies.map(async (body) => subject.update(body)));
    peaks.push((await residentMb(pid))?.peak ?? NaN);
    for (const reply of replies) checkUpdated(reply, scale.records);
    bench.say(`round ${round + 1} of ${scale.rounds}`);
  }
  return peaks;
}
