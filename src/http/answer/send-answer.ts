import type { FastifyReply } from 'fastify';
import type { Limits } from '../limits.ts';
import type { Log } from '../ports.ts';
import type { Answer, EventsAnswer, FileAnswer } from '../route.ts';
import type { Slots } from '../slots.ts';
import { send, toWire, type WireAnswer } from '../wire-answer.ts';
import { sendEvents } from './send-events.ts';
import { sendFile } from './send-file.ts';

export interface AnswerOptions {
  readonly log: Log;
  readonly limits: Limits;
  readonly eventStreams: Slots;
}

/** Sends whatever an operation answers: a value, a file, or events until there are no more. */
export async function sendAnswer(
  reply: FastifyReply,
  answer: WireAnswer | Answer | FileAnswer | EventsAnswer,
  options: AnswerOptions & { readonly signal?: AbortSignal | undefined },
): Promise<FastifyReply> {
  if ('file' in answer) return sendFile(reply, answer, options);
  if ('events' in answer) return sendEvents(reply, answer, options);
  return send(reply, Buffer.isBuffer(answer.body) ? (answer as WireAnswer) : toWire(answer));
}
