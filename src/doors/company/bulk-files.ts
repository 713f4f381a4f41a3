import { type Static, Type } from 'typebox';
import { RequestError } from '../../errors/request-error.ts';
import { clientGone } from '../../http/closing.ts';
import { locationOf } from '../../http/location.ts';
import { prefersAsync } from '../../http/prefer.ts';
import type { Answer, Parts, Route, UploadCall } from '../../http/route.ts';
import { uploadedFile } from '../../uploads/uploaded-file.ts';
import { bulkPayloadOf, previewPayloadOf, runningPayload } from './bulk-payload.ts';
import { answer, bulkPayload, envelope } from './envelope.ts';
import { refusals } from './errors.ts';
import type { FileDeps } from './file-deps.ts';
import { readMapping } from '../../http/read-mapping.ts';
import { maxAffectedMax } from '../../lists/brake.ts';

const query = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({
        description:
          'true: nothing is written; the answer says what would be, and `batchId` names the preview, which ' +
          '`POST /api/v1/batches/{batchId}/apply` applies.',
      }),
    ),
    atomic: Type.Optional(Type.Boolean({ description: 'All or nothing; up to 100,000 rows.' })),
    maxAffected: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: maxAffectedMax,
        description: 'The brake: where more rows than these would change a customer, 422 and nothing is written.',
      }),
    ),
    emptyCells: Type.Optional(
      Type.Enum(['ignore', 'clear'], { default: 'ignore', description: 'What an empty cell means.' }),
    ),
  },
  { additionalProperties: false },
);

const parts: Parts = {
  file: { holds: 'file', required: true, description: 'The spreadsheet: CSV or XLSX, told by its content.' },
  contactsFile: {
    holds: 'file',
    required: false,
    description: 'A second table, of contacts; in a workbook it may be a sheet `Contacts` instead.',
  },
  mapping: {
    holds: 'text',
    required: false,
    description: 'JSON: header → field, or null to leave the column out. What it does not name is matched by its name.',
  },
};

/** `POST /api/v0/customer/bulk/update`: a spreadsheet in, success and failure files out. */
export function bulkUpdate<Tx>(deps: FileDeps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v0/customer/bulk/update',
    operationId: 'bulkUpdateCompanyCustomers',
    summary: 'Update customers from a spreadsheet',
    description:
      'Up to a million rows. The whole file is read and checked before the first customer is written: a refused file has ' +
      'changed nothing. A row that fails never stops another one; the failure file holds those rows, ready to be mended ' +
      'and sent again. With `Prefer: respond-async`, and by itself after some minutes, 202: see `Location`.',
    tag: 'Company customers',
    scope: 'customers:write',
    actsBelow: 'parentCompanyId',
    query,
    answers: answers(),
    run: { kind: 'upload', parts, handle: async (call) => handle(call, deps, 'update') },
  };
}

/** `POST /api/v0/customer/bulk`: new customers from a spreadsheet. */
export function bulkCreate<Tx>(deps: FileDeps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v0/customer/bulk',
    operationId: 'bulkCreateCompanyCustomers',
    summary: 'Create customers from a spreadsheet',
    description:
      'Each row is a new customer; `legalName` is required, the service gives each its `customerId`, which the success ' +
      'rows name. Otherwise as the bulk update.',
    tag: 'Company customers',
    scope: 'customers:write',
    actsBelow: 'companyId',
    query,
    answers: answers(),
    run: { kind: 'upload', parts, handle: async (call) => handle(call, deps, 'add') },
  };
}

function answers(): Route<never>['answers'] {
  return { 200: envelope(bulkPayload), 202: envelope(bulkPayload), ...refusals(408, 409, 413, 415, 422) };
}

async function handle<Tx>(call: UploadCall, deps: FileDeps<Tx>, operation: 'update' | 'add'): Promise<Answer> {
  const { organization } = call;
  const publicId = `upl_${call.reference}`;
  const batchId = `batch_${call.reference}`;
  // A retry after a crash: the file is on its way already.
  const isKnown = call.resumed && (await deps.uploads.isKnown(organization.id, publicId));
  const { dryRun: isDryRun = false } = call.query as Static<typeof query>;
  if (!isKnown) await receive(call, deps, { operation, publicId, batchId, isDryRun });
  const wait = { signal: call.signal, ms: deps.limits.uploadWaitMs };
  const waited = { organizationId: organization.id, batchId };
  const end = prefersAsync(call.headers) ? 'still running' : await deps.ends.wait(waited, wait);
  if (end === 'still running') {
    // Not an answer to keep: whoever asks again with the key is the one who wants the result.
    if (call.signal.reason === clientGone)
      throw new RequestError('unavailable', 'The client went away; the file goes on.');
    return stillRunning(call, { batchId, isDryRun });
  }
  const ended = await deps.uploads.oneStepEnd(organization.id, publicId);
  const { applied, total } = ended.result;
  const links = await deps.resultLinks(organization, batchId);
  const of = `${applied} of ${total} customers.`;
  if (isDryRun) {
    const changes = await deps.shownChanges({ organizationId: organization.id, publicId: batchId }, changesMax);
    const message = `Would ${operation === 'add' ? 'create' : 'update'} ${of}`;
    return answer({ status: 200, payload: previewPayloadOf(ended, links, changes), message });
  }
  const message = `${operation === 'add' ? 'Created' : 'Updated'} ${of}`;
  return answer({ status: 200, payload: bulkPayloadOf(ended, links), message });
}

/** Changes that a dry run's answer shows. */
const changesMax = 1_000;

interface Names {
  readonly operation: 'update' | 'add';
  readonly publicId: string;
  readonly batchId: string;
  readonly isDryRun: boolean;
}

async function receive<Tx>(
  call: UploadCall,
  deps: FileDeps<Tx>,
  { operation, publicId, batchId, isDryRun }: Names,
): Promise<void> {
  const { atomic = false, maxAffected = null, emptyCells = 'ignore' } = call.query as Static<typeof query>;
  const mapping = readMapping(call.texts.get('mapping'));
  const { list } = await deps.companies.forWriting(call.organization);
  const contacts = call.files.get('contactsFile');
  const upload = {
    publicId,
    list,
    tokenId: call.principal.tokenId,
    operation,
    oneStep: true,
    file: uploadedFile(call.files.get('file'), 'customers'),
    contactsFile: contacts ? uploadedFile(contacts, 'contacts') : null,
    options: { emptyCells, mapping, sheet: null, atomic, maxAffected },
    expiresAt: deps.uploadExpiry(),
  };
  if (isDryRun) await deps.filePreviews.receive(upload, { publicId: batchId });
  else await deps.uploads.receiveInOneStep(upload, { publicId: batchId, source: 'company' });
  call.keepFiles();
}

function stillRunning(
  call: UploadCall,
  { batchId, isDryRun }: { readonly batchId: string; readonly isDryRun: boolean },
): Answer {
  return answer({
    status: 202,
    payload: runningPayload(batchId, isDryRun),
    message: 'Still running; see Location',
    headers: {
      location: locationOf(`/api/v1/batches/${batchId}`, call),
      ...(prefersAsync(call.headers) && { 'preference-applied': 'respond-async' }),
    },
  });
}
