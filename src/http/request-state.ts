import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Organization, Principal } from '../access/principal.ts';
import type { Session } from '../access/session.ts';

/** What is known of a request on its way: set by the stages it passes, read by later ones and by the log. */
export interface RequestState {
  readonly startedAt: number;
  readonly bytesWrittenBefore: number;
  /** Bytes of the body that have arrived. */
  bodyBytes: number;
  principal: Principal | null;
  /** Where it came by cookie. */
  session: Session | null;
  /** The organization acted for. */
  organization: Organization | null;
  /** Calls back once, when the answer is sent or the client has gone away; at once where that is so already. */
  whenEnded(callback: () => void): void;
  /** True from then on. */
  readonly ended: boolean;
  /** Runs the request's operation. It goes on, and holds what it holds, when the client goes away meanwhile. */
  operate<T>(work: () => Promise<T>): Promise<T>;
  /** Calls back once, when the request has ended and its operation does not run (any more). */
  whenOver(callback: () => void): void;
  /** Tells a client that waits with its body (`Expect: 100-continue`) to send it. */
  expectBody(): void;
}

/** What the log and the metrics call a route, and who renders its errors. */
declare module 'fastify' {
  interface FastifyRequest {
    state: RequestState;
  }
  interface FastifyContextConfig {
    operation?: string;
    door?: Pick<import('./route.ts').Door<unknown>, 'renderError'>;
  }
}

export function newRequestState(request: FastifyRequest, reply: FastifyReply, startedAt: number): RequestState {
  const end = oneTime();
  const over = oneTime();
  let operates = false;
  reply.raw.once('close', () => {
    end.happen();
    if (!operates) over.happen();
  });
  return {
    startedAt,
    bytesWrittenBefore: request.raw.socket.bytesWritten,
    bodyBytes: 0,
    principal: null,
    session: null,
    organization: null,
    whenEnded: end.whenHappened,
    whenOver: over.whenHappened,
    get ended() {
      return end.hasHappened();
    },
    async operate(work) {
      operates = true;
      try {
        return await work();
      } finally {
        operates = false;
        if (end.hasHappened()) over.happen();
      }
    },
    expectBody: () => answerExpectation(request, reply),
  };
}

/** Something that happens once; whoever asks later is called back at once. */
function oneTime() {
  const callbacks: (() => void)[] = [];
  let happened = false;
  return {
    hasHappened: () => happened,
    happen: () => {
      happened = true;
      for (const callback of callbacks.splice(0)) callback();
    },
    whenHappened: (callback: () => void) => void (happened ? callback() : callbacks.push(callback)),
  };
}

/** True while the client holds its body back and waits for our word. */
export function holdsBodyBack({ raw }: FastifyRequest): boolean {
  return waiting.has(raw);
}

/** Marks a request whose client waits for our word before it sends its body. */
export function markHoldsBodyBack(raw: FastifyRequest['raw']): void {
  waiting.add(raw);
}

const waiting = new WeakSet<FastifyRequest['raw']>();

function answerExpectation({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (waiting.delete(raw)) reply.raw.writeContinue();
}
