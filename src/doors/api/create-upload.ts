import { readMapping } from '../../http/read-mapping.ts';
import { locationOf } from '../../http/location.ts';
import { malformed } from '../../http/malformed.ts';
import type { Answer, Parts, Route, UploadCall } from '../../http/route.ts';
import type { ListRef } from '../../engine/ports.ts';
import type { RememberedMapping } from '../../lists/remembered-mapping.ts';
import { uploadedFile } from '../../uploads/uploaded-file.ts';
import type { Uploads } from '../../uploads/uploads.ts';
import { presentUpload, uploadShape } from './upload-shape.ts';
import { refusal, success } from './wire.ts';

interface Deps<Tx> {
  readonly uploads: Uploads<Tx>;
  /** The list of a campaign of that id; refuses a foreign and an unknown one alike. */
  readonly campaignList: (organizationId: number, campaignId: string) => Promise<ListRef>;
  readonly companyList: (organization: UploadCall['organization']) => Promise<ListRef>;
  readonly uploadExpiry: () => Date;
  /** How the columns of the list's last file were matched; null: that is not known. */
  readonly rememberedMapping: (list: ListRef) => Promise<RememberedMapping | null>;
}

const parts: Parts = {
  file: { holds: 'file', required: true, description: 'The spreadsheet: CSV or XLSX, told by its content.' },
  contactsFile: { holds: 'file', required: false, description: "A company's second table, of contacts." },
  campaignId: {
    holds: 'text',
    required: false,
    description: 'The campaign whose customers are updated; or `company`.',
  },
  company: { holds: 'text', required: false, description: 'The code (`CEK…`) of the company that is acted for.' },
  mapping: {
    holds: 'text',
    required: false,
    description:
      'JSON: header → field, or null to leave the column out. Without it the columns are matched as those of the last ' +
      'upload that was applied to the list; `{}`: by the names alone.',
  },
  emptyCells: { holds: 'text', required: false, description: '`ignore` (the standard) or `clear`.' },
  operation: {
    holds: 'text',
    required: false,
    description: '`update` (the standard) or `add`: each row is a new customer.',
  },
};

/** `POST /uploads`: a file is taken in, read and checked; nothing is applied. */
export function createUpload<Tx>(deps: Deps<Tx>): Route<Tx> {
  return {
    method: 'POST',
    path: '/api/v1/uploads',
    operationId: 'createUpload',
    summary: 'Uploads a spreadsheet, to be looked at before it is applied',
    description:
      'The file is read in the background: follow it at `GET /uploads/{id}` or `/events` until it is `ready` or ' +
      '`refused`. An upload that is not applied expires after a day.',
    tag: 'Uploads',
    scope: 'customers:write',
    actsBelow: true,
    answers: { 201: success(uploadShape), 408: refusal, 409: refusal, 413: refusal, 422: refusal },
    run: { kind: 'upload', parts, handle: async (call) => create(call, deps) },
  };
}

async function create<Tx>(call: UploadCall, deps: Deps<Tx>): Promise<Answer> {
  const { organization } = call;
  const publicId = `upl_${call.reference}`;
  const isKnown = call.resumed && (await deps.uploads.isKnown(organization.id, publicId));
  if (!isKnown) await receive(call, deps, publicId);
  const upload = await deps.uploads.get(organization.id, publicId);
  const headers = { location: locationOf(`/api/v1/uploads/${publicId}`, call) };
  return { status: 201, body: { success: true, data: presentUpload(upload) }, headers };
}

async function receive<Tx>(call: UploadCall, deps: Deps<Tx>, publicId: string): Promise<void> {
  const { texts, files } = call;
  const contacts = files.get('contactsFile');
  const list = await listOf(call, deps);
  const mapping = readMapping(texts.get('mapping'));
  await deps.uploads.receive({
    publicId,
    list,
    tokenId: call.principal.tokenId,
    operation: choice('operation', texts.get('operation'), ['update', 'add']),
    oneStep: false,
    file: uploadedFile(files.get('file'), 'customers'),
    contactsFile: contacts ? uploadedFile(contacts, 'contacts') : null,
    options: {
      emptyCells: choice('emptyCells', texts.get('emptyCells'), ['ignore', 'clear']),
      mapping,
      remembered: mapping === null ? await deps.rememberedMapping(list) : null,
      sheet: null,
      atomic: false,
      maxAffected: null,
    },
    expiresAt: deps.uploadExpiry(),
  });
  call.keepFiles();
}

async function listOf<Tx>({ texts, files, organization }: UploadCall, deps: Deps<Tx>): Promise<ListRef> {
  const campaignId = texts.get('campaignId');
  const company = texts.get('company');
  if ((campaignId === undefined) === (company === undefined)) {
    throw malformed(['name either campaignId or company, the code (CEK…) of the company']);
  }
  if (campaignId !== undefined) {
    if (files.has('contactsFile')) throw malformed(['contactsFile belongs to a company; a campaign has no contacts']);
    return deps.campaignList(organization.id, campaignId);
  }
  if (company !== organization.code) {
    throw malformed([
      `company must be the organization acted for, ${organization.code}; for one below it add ?organization=`,
    ]);
  }
  return deps.companyList(organization);
}

/** The first one is the standard. */
function choice<Choice extends string>(name: string, text: string | undefined, of: readonly [Choice, Choice]): Choice {
  const chosen = of.find((one) => one === text);
  if (chosen !== undefined) return chosen;
  if (text === undefined) return of[0];
  throw malformed([`${name} must be one of ${of.join(', ')}`]);
}
