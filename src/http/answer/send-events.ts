import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Limits } from '../limits.ts';
import type { Log } from '../ports.ts';
import type { EventsAnswer } from '../route.ts';
import type { Slots } from '../slots.ts';
import { eventFrames } from './event-frames.ts';
import { cutWhoTakesNothing } from './send-file.ts';

interface EventsOptions {
  readonly log: Log;
  readonly limits: Limits;
  readonly eventStreams: Slots;
  readonly signal?: AbortSignal | undefined;
}

/** Sends server-sent events. */
export function sendEvents(
  reply: FastifyReply,
  { status, headers = {}, events }: EventsAnswer,
  { log, limits, eventStreams, signal = new AbortController().signal }: EventsOptions,
): FastifyReply {
  const { request } = reply;
  const place = eventStreams.take();
  request.state.whenEnded(() => place[Symbol.dispose]());
  cutWhoTakesNothing(reply, limits.sendIdleMs);
  // The last one: proxies that collect an answer before they hand it on shall not.
  reply.code(status).headers({ ...headers, 'x-accel-buffering': 'no' });
  const onBreak = (cause: unknown) => log.error({ requestId: request.id, cause }, 'an event stream broke off');
  const frames = request.method === 'HEAD' ? [] : eventFrames(events, { ...limits, signal, onBreak });
  return reply.type('text/event-stream; charset=utf-8').send(Readable.from(frames, { objectMode: false }));
}
