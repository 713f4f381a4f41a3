import { newClient, newUser, next, password } from '../owner.ts';
import { names, namesInPath, namesNothing, type Row } from './row.ts';
import { newBatch, newCampaignId, newFileLink, newPreview, newToken, newUpload } from './things.ts';

const code = () => `CEKN${String(next()).padStart(6, '0')}`;
const reachesBelow = { reachesBelow: true } as const;
/** A page that begins after something of one's own. */
const after = (make: Parameters<typeof namesInPath>[0]): Row =>
  names(
    async (owner) => ({ cursor: (await make(owner)).id }),
    (query) => ({ query }),
    { foreign: 200, ...reachesBelow },
  );
const csv = 'loan_id,first_name\nloan_0,Ravi\n';
const file = { name: 'file', fileName: 'june.csv', content: csv };

/** Organizations, tokens, users, clients: for the own organization and those below. */
const accessRows: Readonly<Record<string, readonly Row[]>> = {
  beginSession: [
    names(
      async (owner) => ({ token: owner.admin.token ?? '' }),
      (json) => ({ json }),
    ),
  ],
  // They take a cookie, not the token of these tests; isolation asks by cookie too.
  showSession: [namesNothing(undefined, { served: 401 })],
  endSession: [namesNothing(undefined, { served: 401 })],
  showMe: [namesNothing()],
  listOrganizations: [namesNothing(undefined, reachesBelow)],
  createOrganization: [
    namesNothing(() => ({ json: { code: code(), name: 'Branch' } })),
    names(
      async (owner) => ({ parent: owner.code }),
      ({ parent }) => ({ json: { code: code(), name: 'Branch', parent } }),
      { foreign: 403, ...reachesBelow },
    ),
  ],
  listTokens: [namesNothing(undefined, reachesBelow), after(newToken)],
  createToken: [namesNothing(() => ({ json: { name: 'loan system' } }))],
  revokeToken: [namesInPath(newToken, undefined, reachesBelow)],
  listUsers: [namesNothing(undefined, reachesBelow), after(newUser)],
  createUser: [namesNothing(() => ({ json: { email: `user.${next()}@lender.example`, password } }))],
  updateUser: [namesInPath(newUser, () => ({ json: { scopes: ['batches:read'] } }), reachesBelow)],
  listClients: [namesNothing(undefined, reachesBelow), after(newClient)],
  createClient: [namesNothing(() => ({ json: { name: 'loan system' } }))],
  revokeClient: [namesInPath(newClient, undefined, reachesBelow)],
};

const uploadRows: Readonly<Record<string, readonly Row[]>> = {
  createUpload: [
    names(newCampaignId, ({ campaignId }) => ({ parts: [file, { name: 'campaignId', content: campaignId }] }), {
      foreign: 403,
    }),
    names(
      async (owner) => ({ company: owner.code }),
      ({ company }) => ({ parts: [file, { name: 'company', content: company }] }),
      { foreign: 400 },
    ),
  ],
  getUpload: [namesInPath(newUpload)],
  changeUpload: [namesInPath(newUpload, () => ({ json: { exclude: [2] } }))],
  followUpload: [namesInPath(newUpload)],
  listUploadRows: [namesInPath(newUpload)],
  applyUpload: [namesInPath(newUpload, () => ({ json: {} }))],
};

const batchRows: Readonly<Record<string, readonly Row[]>> = {
  listBatches: [
    namesNothing(),
    names(newCampaignId, ({ campaignId }) => ({ query: { list: campaignId } }), { foreign: 200 }),
    names(
      async (owner) => ({ cursor: (await newBatch(owner)).id }),
      (query) => ({ query }),
      { foreign: 400 },
    ),
  ],
  getBatch: [namesInPath(newBatch)],
  followBatch: [namesInPath(newBatch)],
  listBatchOutcomes: [namesInPath(newBatch)],
  listBatchChanges: [namesInPath(newBatch)],
  undoBatch: [namesInPath(newBatch)],
  applyPreview: [namesInPath(newPreview)],
  // It has ended already.
  cancelBatch: [namesInPath(newBatch, undefined, { served: 409 })],
  getFile: [
    names(
      async (owner) => ({ link: (await newFileLink(owner)).href }),
      ({ link }) => {
        const { pathname, searchParams } = new URL(link);
        return { params: { id: pathname.split('/').at(-1) ?? '' }, query: Object.fromEntries(searchParams) };
      },
    ),
  ],
};

/** Our own API. */
export const apiRows: Readonly<Record<string, readonly Row[]>> = { ...accessRows, ...uploadRows, ...batchRows };
