import { type TSchema, Type } from 'typebox';
import type { RequestError } from '../../errors/request-error.ts';
import { renderError as renderApiError } from '../../http/render-error.ts';
import type { Answer } from '../../http/route.ts';

/** Renders a refusal as the campaign door's contract has it: as our own API does, but for two kinds. */
export function renderError(error: RequestError): Answer {
  const { code, message, faults } = error;
  if (code === 'validation_failed') {
    const errors = faults.length > 0 ? faults : [message];
    return { status: 400, body: { success: false, message: 'Validation failed', errors } };
  }
  if (code === 'list_mismatch') return { status: 403, body: { success: false, message: listMismatch } };
  return renderApiError(error);
}

const listMismatch = 'Campaign ID invalid or mismatch for your organization.';
const named = Type.Object({ success: Type.Literal(false), error: Type.String(), message: Type.String() });

const schemas: Readonly<Record<number, TSchema>> = {
  400: Type.Object({
    success: Type.Literal(false),
    message: Type.Literal('Validation failed'),
    errors: Type.Array(Type.String(), { description: 'One sentence a fault.' }),
  }),
  // Without `error` where the campaign is not one of the organization's.
  403: Type.Object({ success: Type.Literal(false), error: Type.Optional(Type.String()), message: Type.String() }),
};

/** The schemas of these refusals, for a route's answers; those that every route can give are among them. */
export function refusals(...statuses: readonly number[]): Record<number, TSchema> {
  const all = [...new Set([...statuses, 400, 401, 403, 429, 500, 503])];
  return Object.fromEntries(all.map((status) => [status, schemas[status] ?? named]));
}
