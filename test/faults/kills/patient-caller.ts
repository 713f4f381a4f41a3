import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, type Client, client } from '../../tenant.ts';
import type { ServiceUnderFire } from './service-under-fire.ts';

const answerMsMax = 300_000;
const pauseMs = 60;

/** A caller of a service that dies again and again: it notes every answer that a caller should never get. */
export class PatientCaller {
  readonly faults: string[] = [];
  readonly #service: Pick<ServiceUnderFire, 'url'>;
  readonly #token: string | null;

  constructor(service: Pick<ServiceUnderFire, 'url'>, token: string | null) {
    this.#service = service;
    this.#token = token;
  }

  /** At the process that runs now. */
  async client(): Promise<Client> {
    return client(await this.#service.url(), this.#token);
  }

  /** Calls until the answer is final: what a sane client does that has an Idempotency-Key, or only reads. */
  async untilAnswered<Body>(send: (who: Client) => Promise<Answer<Body>>): Promise<Answer<Body>> {
    const deadline = performance.now() + answerMsMax;
    for (;;) {
      const answer = await this.once(send);
      if (answer !== null && answer.status !== 409) return answer;
      if (performance.now() > deadline) throw new Error(`no final answer came in time, at last ${answer?.text}`);
      await delay(pauseMs);
    }
  }

  /** Calls once; null where no answer came, or none but that the service is not there now. */
  async once<Body>(send: (who: Client) => Promise<Answer<Body>>): Promise<Answer<Body> | null> {
    const who = await this.client();
    let answer: Answer<Body>;
    try {
      answer = await send(who);
    } catch {
      return null;
    }
    const { status, headers, text } = answer;
    if (status === 503 || status === 409) {
      if (!headers.has('retry-after')) this.faults.push(`${status} without Retry-After: ${text}`);
    } else if (![200, 202, 207].includes(status)) {
      this.faults.push(`a caller got ${status}: ${text.slice(0, 500)}`);
    }
    return status === 503 ? null : answer;
  }
}
