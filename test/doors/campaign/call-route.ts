import type { Organization, Principal, Scope } from '../../../src/access/principal.ts';
import { renderError } from '../../../src/doors/campaign/errors.ts';
import { RequestError } from '../../../src/errors/request-error.ts';
import { compileCallChecks } from '../../../src/http/call-checks.ts';
import { JsonBody } from '../../../src/http/json-body.ts';
import type { Answer, Route } from '../../../src/http/route.ts';
import type { NoTx } from '../../lists/memory-campaign-store.ts';

const organization: Organization = {
  id: 1,
  publicId: 'org_1',
  code: 'CEKLENDER1',
  name: 'Lender',
  parentCode: null,
  path: [1],
};

interface Sent {
  readonly params?: Readonly<Record<string, string>>;
  /** With its question mark. */
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly scopes?: readonly Scope[];
}

/** Calls an operation as the server would: its query and body checked, its refusals rendered as the door's. */
export async function callRoute(route: Route<NoTx>, sent: Sent = {}): Promise<Answer & { body: Wire }> {
  const { params = {}, query = '', headers = {}, scopes = ['admin'] } = sent;
  const received = sent.body === undefined ? undefined : new JsonBody(Buffer.from(JSON.stringify(sent.body)));
  try {
    const checked = compileCallChecks(route).check({ url: `/path${query}`, params, body: received });
    const call = {
      principal: principal(scopes),
      organization,
      params,
      query: checked.query,
      body: checked.readBody(),
      headers,
      reference: 'r1',
      resumed: false,
    };
    const { run } = route;
    const answer = await (run.kind === 'transaction' || run.kind === 'secret'
      ? run.handle(call, 'transaction')
      : run.kind === 'read' || run.kind === 'batch'
        ? run.handle(call)
        : fail(`An operation of the kind ${run.kind} is tested over HTTP.`));
    return answer as Answer & { body: Wire };
  } catch (error) {
    if (error instanceof RequestError) return renderError(error) as Answer & { body: Wire };
    throw error;
  }
}

function fail(message: string): never {
  throw new Error(message);
}

/** What these tests read of an answer. */
export interface Wire {
  readonly errors?: readonly string[];
  readonly nextCursor?: string | null;
  readonly data?: Readonly<Record<string, unknown>> & readonly Readonly<Record<string, unknown>>[];
  readonly [name: string]: unknown;
}

function principal(scopes: readonly Scope[]): Principal {
  return { tokenId: 7, tokenPublicId: 'tok_7', tokenName: 'loans', organization, scopes: new Set(scopes) };
}
