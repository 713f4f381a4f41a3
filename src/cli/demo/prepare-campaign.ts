import { Api } from './api.ts';
import { borrowerAt } from './borrowers.ts';
import type { Reached } from '../progress.ts';
import type { TemporaryService } from './temporary-service.ts';

/** The company that the demo acts for. */
export const lenderCode = 'CEKDEMO001';
const organization = { code: lenderCode, name: 'Ashoka Finance' };

const recordsPerRequest = 10_000;

/** Makes the lender and a token of its own, with the administrator's token. */
export async function makeLender(service: TemporaryService, signal: AbortSignal): Promise<string> {
  const administrator = new Api({ url: service.url, token: service.administratorToken, signal });
  await administrator.call('POST /api/v1/organizations', { body: JSON.stringify(organization) });
  const made = await administrator.call<{ data: { token: string } }>(
    `POST /api/v1/tokens?organization=${organization.code}`,
    { body: JSON.stringify({ name: 'demo' }) },
  );
  return made.body.data.token;
}

/** Makes a campaign and adds its customers, 10,000 a request; returns its id. */
export async function fillCampaign(api: Api, customers: number, reached: Reached): Promise<string> {
  const made = await api.call<{ data: { id: string } }>('POST /api/v1/campaigns/create', {
    body: JSON.stringify(campaign),
    idempotencyKey: 'demo-campaign',
  });
  const campaignId = made.body.data.id;
  for (let done = 0; done < customers;) {
    const count = Math.min(recordsPerRequest, customers - done);
    const records = Array.from({ length: count }, (_, index) => ({ data: borrowerAt(done + index) }));
    await api.call('POST /api/v1/customers/add/bulk', {
      body: JSON.stringify({ campaignId, records }),
      idempotencyKey: `demo-customers-${done}`,
    });
    done += count;
    reached(done, customers);
  }
  return campaignId;
}

const campaign = {
  name: 'July instalments',
  description: 'Instalments that are due in July 2026',
  campaignType: 'emi',
  startDate: '2026-07-01',
  startTime: '09:00',
  endDate: '2026-07-31',
  endTime: '18:00',
  languages: ['hindi', 'marathi', 'tamil', 'telugu', 'bengali', 'gujarati'],
  region: 'west',
  customFields: { branch: 'text' },
};
