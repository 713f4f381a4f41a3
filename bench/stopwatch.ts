import type { Child } from './child.ts';
import type { Control } from './control.ts';
import { microseconds, type Span } from './cpu-profile.ts';
import { addCpu, type CpuTime, cpuTime, noCpuTime, scaleCpu, subtractCpu } from './cpu-time.ts';
import type { Reply } from './http-client.ts';

interface Watched {
  readonly control: Control;
  readonly child: Child;
  /** Of its database connections. */
  readonly applicationName: 'amend' | 'floor';
}

/** Takes the time of one side: what the client waits, and what the processors work. */
export class Stopwatch {
  /** Milliseconds of the requests, in order. */
  readonly samples: number[] = [];
  /** When something was watched. */
  readonly spans: Span[] = [];
  readonly #watched: Watched;
  #cpu: CpuTime | null = noCpuTime;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** One request. */
  async time(send: () => Promise<Reply>): Promise<Reply> {
    const reply = await this.watch(send);
    this.samples.push(reply.ms);
    return reply;
  }

  /** Anything that keeps this side busy. */
  async watch<T>(work: () => Promise<T>): Promise<T> {
    const { control, child, applicationName } = this.#watched;
    const before = await cpuTime(control, child, applicationName);
    const from = microseconds();
    const result = await work();
    this.spans.push({ from, to: microseconds() });
    const after = await cpuTime(control, child, applicationName);
    this.#cpu = this.#cpu && before && after && addCpu(this.#cpu, subtractCpu(after, before));
    return result;
  }

  /** Processor time of what was watched, for each of its requests; null where the system does not tell. */
  cpuOfOne(requests: number): CpuTime | null {
    return this.#cpu && scaleCpu(this.#cpu, 1 / requests);
  }
}
