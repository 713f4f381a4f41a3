import type { FastifyRequest } from 'fastify';

/** Why a wait is over: nobody reads the answer any more. Otherwise the service closes. */
export const clientGone = 'the client has gone away';

/** Tells what only waits for something that its time is over: nobody reads its answer any more, or the service closes. */
export class Closing {
  readonly #open = new Set<AbortController>();
  #closed = false;

  close(): void {
    this.#closed = true;
    for (const controller of this.#open) controller.abort();
  }

  /** Aborted when the request's client has gone away or its answer is sent, or the service closes. */
  signalOf({ state }: FastifyRequest): AbortSignal {
    const controller = new AbortController();
    if (this.#closed) controller.abort();
    this.#open.add(controller);
    state.whenEnded(() => {
      this.#open.delete(controller);
      controller.abort(clientGone);
    });
    return controller.signal;
  }
}
