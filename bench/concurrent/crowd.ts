import { keyOf } from '../customers.ts';
import { Lot, randomNumbers } from '../random.ts';
import { numbers, requestOf } from '../updates.ts';

export const clients = 8;

/** A bulk update of one of the clients. */
export interface Request {
  /** From 0. */
  readonly client: number;
  /** No two requests have the same; it is the value of each field that the request sets. */
  readonly stamp: number;
  readonly customers: Uint32Array;
  readonly body: Buffer;
}

/**
 * Makes what the clients send. The customers are dealt out to the clients, and one more pile is everyone's. Each request
 * writes values that no other writes, so every record changes its customer and every update can be traced.
 */
export class Crowd {
  readonly #campaignId: string;
  readonly #records: number;
  readonly #own: readonly Lot[];
  readonly #shared: Lot;
  readonly #random = randomNumbers(8);
  #stamp = 0;

  constructor(campaignId: string, { customers, records }: { customers: number; records: number }) {
    this.#campaignId = campaignId;
    this.#records = records;
    const piles = Array.from({ length: clients + 1 }, (_, pile) => {
      return new Lot(everyNth(clients + 1, { from: pile + 1, to: customers }), this.#random);
    });
    this.#own = piles.slice(0, clients);
    this.#shared = piles[clients] ?? new Lot([], this.#random);
  }

  /** One request of each client; half of each names the same customers, shuffled. */
  overlapping(): Request[] {
    const half = Math.floor(this.#records / 2);
    const shared = this.#shared.draw(half);
    return this.#own.map((own, client) => {
      const mixed = [...shared, ...own.draw(this.#records - half)];
      return this.#request(client, new Lot(mixed, this.#random).draw(this.#records));
    });
  }

  /** One request of each client; none names another one's customers. */
  disjoint(): Request[] {
    return this.#own.map((own, client) => this.#request(client, own.draw(this.#records)));
  }

  #request(client: number, customers: Uint32Array): Request {
    this.#stamp += 1;
    const stamp = this.#stamp;
    const data = { emi_amount: stamp, current_emi: stamp, last_request: stamp, [seenBy(client)]: stamp };
    const records = Array.from(customers, (customer) => ({ id: keyOf(customer), data }));
    return { client, stamp, customers, body: requestOf(this.#campaignId, records) };
  }
}

/** The field that only this client writes: if its newest value is gone, an update was lost. */
export function seenBy(client: number): string {
  return `seen_by_${client}`;
}

function* everyNth(n: number, { from, to }: { from: number; to: number }): Generator<number> {
  for (const number of numbers(0, Math.floor((to - from) / n))) yield from + number * n;
}
