import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../errors/request-error.ts';
import type { admission } from './admission.ts';

/** Lets a token of the root organization with the scope `admin` read the metrics: they tell of everybody. */
export function guardOfMetrics(admit: ReturnType<typeof admission>) {
  const admitAdmin = admit({ scope: 'admin' });
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    await admitAdmin(request, reply);
    if (request.state.principal?.organization.parentCode === null) return;
    throw new RequestError('forbidden', 'The metrics are for the root organization.');
  };
}
