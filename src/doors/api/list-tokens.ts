import type { Tokens } from '../../access/tokens.ts';
import type { Route } from '../../http/route.ts';
import { presentToken, tokenEntry } from './token-entry.ts';
import { pageOf, pageQuery, successPage } from './wire.ts';

interface Deps<Tx> {
  readonly tokens: Pick<Tokens<Tx>, 'list'>;
}

/** `GET /tokens`: those of the own organization and of those below, newest first. */
export function listTokens<Tx>({ tokens }: Deps<Tx>): Route<Tx> {
  return {
    method: 'GET',
    path: '/api/v1/tokens',
    operationId: 'listTokens',
    summary: 'Lists the tokens of the organization and of those below it',
    tag: 'Access',
    scope: 'admin',
    actsBelow: true,
    query: pageQuery(/^tok_[0-9a-z]{24}$/),
    answers: { 200: successPage(tokenEntry) },
    run: {
      kind: 'read',
      async handle(call) {
        const { entries, nextCursor } = await tokens.list(call.organization, pageOf(call));
        return { status: 200, body: { success: true, data: entries.map(presentToken), nextCursor } };
      },
    },
  };
}
