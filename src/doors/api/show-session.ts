import { Type } from 'typebox';
import type { SessionRoute } from '../../http/route.ts';
import { presentSession, sessionEntry } from './session-entry.ts';
import { success } from './wire.ts';

/** `GET /session`: who is signed in, and what he may do. Nobody is an answer too, for that is how each visit begins. */
export function showSession(): SessionRoute {
  return {
    access: 'session',
    nobodyToo: true,
    method: 'GET',
    path: '/api/v1/session',
    operationId: 'showSession',
    summary: 'Tells who is signed in',
    description:
      'null where neither a cookie nor a token came: nobody is. A cookie whose session has ended is refused by 401.',
    tag: 'Access',
    answers: { 200: success(Type.Union([sessionEntry, Type.Null()])) },
    run: {
      kind: 'read',
      handle: async ({ session }) => {
        const data = session && presentSession(session);
        return { status: 200, body: { success: true, data } };
      },
    },
  };
}
