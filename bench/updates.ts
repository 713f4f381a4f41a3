import { keyOf } from './customers.ts';
import { Lot, randomNumbers } from './random.ts';

const statuses = ['pending', 'bounced', 'partial', 'paid', 'received'];

/** Makes requests in which each record changes four fields of its customer, whatever was sent before. */
export class Updates {
  /** How often each customer was updated. */
  readonly #turns: Uint32Array;
  readonly #lot: Lot;
  readonly #campaignId: string;

  constructor(campaignId: string, customers: number) {
    this.#campaignId = campaignId;
    this.#turns = new Uint32Array(customers + 1);
    this.#lot = new Lot(numbers(1, customers), randomNumbers(2026));
  }

  /** Random customers, none twice. `missing` more are not in the list. */
  request(records: number, missing = 0): Buffer {
    const known = Array.from(this.#lot.draw(records), (customer) => this.#record(customer));
    const unknown = Array.from(numbers(1, missing), (place) => ({ id: `gone_${place}`, data: fields(place, 1) }));
    return requestOf(this.#campaignId, [...known, ...unknown]);
  }

  /** Requests that share no customer. */
  disjoint(requests: number, records: number): Buffer[] {
    const drawn = this.#lot.draw(requests * records);
    return Array.from({ length: requests }, (_, place) => {
      const own = drawn.subarray(place * records, (place + 1) * records);
      return requestOf(
        this.#campaignId,
        Array.from(own, (customer) => this.#record(customer)),
      );
    });
  }

  #record(customer: number): object {
    const turn = (this.#turns[customer] ?? 0) + 1;
    this.#turns[customer] = turn;
    return { id: keyOf(customer), data: fields(customer, turn) };
  }
}

export function requestOf(campaignId: string, records: readonly object[]): Buffer {
  return Buffer.from(JSON.stringify({ campaignId, records }));
}

export function* numbers(first: number, last: number): Generator<number> {
  for (let number = first; number <= last; number += 1) yield number;
}

/** At turn 0 this is what was loaded; no two turns in a row agree in a field. */
function fields(customer: number, turn: number): object {
  const month = String(1 + (turn % 12)).padStart(2, '0');
  const day = String(1 + (customer % 28)).padStart(2, '0');
  return {
    emi_amount: 2500 + (customer % 7500) + (turn % 400) / 4,
    current_emi: turn % 36,
    emi_due_date: `2026-${month}-${day}`,
    payment_status: statuses[turn % statuses.length],
  };
}
