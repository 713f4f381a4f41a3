import type { EventsAnswer, EventsCall, Route } from '../../http/route.ts';
import type { Uploads } from '../../uploads/uploads.ts';
import { asEvents, type Follow } from './follow-events.ts';
import { presentUpload, uploadParams, uploadShape } from './upload-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly uploads: Uploads<Tx>;
}

/** `GET /uploads/{id}` */
export function getUpload<Tx>({ uploads }: Deps<Tx>): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/uploads/:id',
    operationId: 'getUpload',
    summary: 'Reads one upload: what was found in its file',
    tag: 'Uploads',
    scope: 'customers:read',
    actsBelow: true,
    params: uploadParams,
    answers: { 200: success(uploadShape), 404: refusal },
    run: {
      kind: 'read',
      async handle({ organization, params }) {
        const upload = await uploads.get(organization.id, params['id'] ?? '');
        return { status: 200, body: { success: true, data: presentUpload(upload) } };
      },
    },
  };
}

/** `GET /uploads/{id}/events`: how a file is read, until it can be looked at. */
export function followUpload<Tx>({ uploads, follow }: Deps<Tx> & { readonly follow: Follow }): Route<Tx> {
  async function handle(call: EventsCall): Promise<EventsAnswer> {
    const { organization, params, signal } = call;
    const id = params['id'] ?? '';
    await uploads.get(organization.id, id);
    const reports = follow({
      read: async () => presentUpload(await uploads.get(organization.id, id)),
      isFinal: ({ state }) => state !== 'reading',
      signal,
    });
    return { status: 200, events: asEvents(reports, { name: 'upload', call }) };
  }
  return {
    method: 'GET',
    path: '/api/v1/uploads/:id/events',
    operationId: 'followUpload',
    summary: 'Follows an upload until its file is read',
    description: 'Server-sent events, each with the upload as `GET /uploads/{id}` shows it, at most four a second.',
    tag: 'Uploads',
    scope: 'customers:read',
    actsBelow: true,
    params: uploadParams,
    answers: { 200: uploadShape, 404: refusal },
    run: { kind: 'events', handle },
  };
}
