import { startTestService, type TestService } from '../service.ts';

/** The service for tests of every operation: as it is, but that webhooks may be many, and lead to nowhere at once. */
export function startServiceForAll(): Promise<TestService> {
  return startTestService({
    settings: {
      webhooksPerOrganizationMax: 1_000,
      webhooksOverHttp: true,
      webhooksToPrivateAddresses: true,
      webhookAttemptsMax: 1,
    },
  });
}
