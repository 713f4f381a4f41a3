import type { Access } from '../../access/access.ts';
import { renderError } from '../../http/render-error.ts';
import type { Door, Route } from '../../http/route.ts';
import type { BatchCanceller, BatchReader } from './batch-ports.ts';
import { cancelBatch } from './cancel-batch.ts';
import { createOrganization } from './create-organization.ts';
import { createToken } from './create-token.ts';
import { getBatch } from './get-batch.ts';
import { listBatches } from './list-batches.ts';
import { listChanges } from './list-changes.ts';
import { listOrganizations } from './list-organizations.ts';
import { listOutcomes } from './list-outcomes.ts';
import { listTokens } from './list-tokens.ts';
import { revokeToken } from './revoke-token.ts';
import { showMe } from './show-me.ts';

interface ApiDoorDeps<Tx> {
  readonly access: Pick<Access<Tx>, 'organizations' | 'tokens'>;
  readonly batches: BatchReader & BatchCanceller<Tx>;
}

/** Our own API: for the command line, the console and integrations. */
export function apiDoor<Tx>(deps: ApiDoorDeps<Tx>): Door<Tx> {
  return { name: 'api', routes: [...accessRoutes(deps), ...batchRoutes(deps)], renderError };
}

function accessRoutes<Tx>({ access }: ApiDoorDeps<Tx>): Route<Tx>[] {
  return [
    showMe(),
    listOrganizations(access),
    createOrganization(access),
    listTokens(access),
    createToken(access),
    revokeToken(access),
  ];
}

function batchRoutes<Tx>(deps: ApiDoorDeps<Tx>): Route<Tx>[] {
  return [listBatches(deps), getBatch(deps), listOutcomes(deps), listChanges(deps), cancelBatch(deps)];
}
