/**
 * Builds the service from its parts: store → access, lists, engine → doors → server. The one file that knows everyone;
 * each room says in an interface of its own what it needs, and here it is handed in.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { createAccess } from './access/access.ts';
import { newReference } from './access/ids.ts';
import { type BackgroundFiles, backgroundFiles } from './background-files.ts';
import { fileDoors } from './build-doors.ts';
import { buildWebhooks } from './build-webhooks.ts';
import { campaignDoor } from './doors/campaign/routes.ts';
import { consoleSite } from './doors/console/console.ts';
import { oauthDoor } from './doors/company/oauth-token.ts';
import { addToNewList } from './engine/add-to-new-list.ts';
import { Engine } from './engine/engine.ts';
import { Gate } from './engine/gate.ts';
import { Fenced } from './engine/ports.ts';
import { RequestError } from './errors/request-error.ts';
import { compileCampaignFields } from './fields/compile-campaign-fields.ts';
import { addressOf } from './http/address-of.ts';
import { createMetrics } from './http/metrics.ts';
import type { Log } from './http/ports.ts';
import { buildServer } from './http/server.ts';
import { maintenance } from './jobs/maintenance.ts';
import type { AddCustomers } from './lists/add-customers.ts';
import { Campaigns } from './lists/campaigns.ts';
import { openFiles } from './open-files.ts';
import type { Settings } from './settings/settings.ts';
import { accessStores } from './store/access-stores.ts';
import { PostgresBatchStore } from './store/batch-store.ts';
import { customerReader } from './store/customers.ts';
import type { Database, Tx } from './store/database.ts';
import { historyReader } from './store/history.ts';
import { PostgresIdempotencyStore } from './store/idempotency.ts';
import { campaignStore } from './store/lists.ts';
import { maintenanceStore } from './store/maintenance.ts';
import { previewStore } from './store/previews.ts';
import { registerProcess } from './store/processes.ts';
import { isUnavailable } from './store/unavailable.ts';
import { version } from './version.ts';

interface AppOptions {
  readonly settings: Settings;
  /** Of the same database: the file thread opens a pool of its own. */
  readonly connectionString: string;
  /** Migrated. */
  readonly database: Database;
  readonly log: Log;
}

/** A server process, not yet listening. Disposing answers what runs, then lets go of the database. */
export interface App extends AsyncDisposable {
  readonly server: FastifyInstance;
  readonly access: ReturnType<typeof buildAccess>;
  readonly files: Pick<BackgroundFiles, 'start'>;
  /** Where it is reached from this machine, once it listens. */
  readonly url: () => string;
}

export async function buildApp({ settings, connectionString, database, log }: AppOptions): Promise<App> {
  const owner = await registerProcess(database);
  const access = buildAccess({ settings, database, log });
  const url = (): string => addressOf(server, settings.host);
  const stored = await openFiles({ settings, database, origin: () => settings.publicUrl ?? url() });
  const metrics = createMetrics({ connections: () => database.connections });
  const batches = new PostgresBatchStore({ database, owner, packRecordsMax: settings.packRecordsMax });
  const campaigns = new Campaigns<Tx>({
    store: campaignStore(database),
    compile: (campaign) => compileCampaignFields({ ...campaign, limits: settings }),
  });
  const engine = new Engine({ store: batches, limits: settings, observer: metrics.engine });
  const files = backgroundFiles({ settings, connectionString, database, log, observer: metrics.engine });
  // No organization, however stuck its batches are on rows that someone holds, keeps the others out.
  const turn = new Gate(settings.batchesAtOnceMax, Math.max(1, settings.batchesAtOnceMax - 1));
  const webhooks = buildWebhooks({ settings, database, log, version });
  const campaign = campaignDoor<Tx>({
    campaigns,
    engine,
    previews: previewStore({ database, ...settings }),
    turn,
    addCustomers: addCustomers(batches, settings.customerBytesMax),
    customers: customerReader(database),
    history: historyReader(database),
    limits: settings,
  });
  const server = buildServer<Tx>({
    doors: [
      campaign,
      ...fileDoors({ settings, database, owner, access, engine, batches, campaigns, turn, stored, files, webhooks }),
      oauthDoor<Tx>(access),
    ],
    settings,
    log,
    authenticate: (bearer) => access.authentication.authenticate(bearer),
    authenticateSession: (secret) => access.sessions.authenticate(secret),
    actFor: (principal, code) => access.authentication.actFor(principal, code),
    idempotencyStore: new PostgresIdempotencyStore({ database, owner, ...settings }),
    transact: (work) => database.transact(work),
    // A batch that another process took over while this one was stalled: the retry finds it there.
    isUnavailable: (error) => isUnavailable(error) || error instanceof Fenced,
    incoming: stored.incoming,
    healthCheck: async () => void (await database.query('select 1')),
    metrics,
    ids: { requestId: randomUUID, reference: () => newReference(randomBytes) },
    site: consoleSite({ directory: fileURLToPath(new URL('../console/dist', import.meta.url)) }),
    version,
  });
  const jobs = maintenance({
    store: maintenanceStore({ database, owner, batches, settings, files: stored.store }),
    settings,
    log,
  });
  const sending = webhooks.start();
  return {
    server,
    access,
    files,
    url,
    async [Symbol.asyncDispose]() {
      // Whoever waits for a file is told where to look; otherwise closing would wait with them.
      await files.release();
      await server.close();
      await sending[Symbol.asyncDispose]();
      await files[Symbol.asyncDispose]();
      await jobs[Symbol.asyncDispose]();
      await access[Symbol.asyncDispose]();
      await stored.store[Symbol.asyncDispose]();
    },
  };
}

function buildAccess({ settings, database, log }: Omit<AppOptions, 'connectionString'>) {
  return createAccess<Tx>({
    stores: accessStores(database),
    transact: (work) => database.transact(work),
    note: (work) => database.transact(work, { durable: false }),
    random: randomBytes,
    clock: () => new Date(),
    log,
    ...settings,
  });
}

/** A new campaign's first customers, in the transaction that makes it. */
function addCustomers(batches: PostgresBatchStore, customerBytesMax: number): AddCustomers<Tx> {
  return async (tx, { organizationId, listId, reference, ...addition }) => {
    const list = { organizationId, listId };
    const batch = { ...addition, publicId: `batch_${reference}`, list, customerBytesMax };
    const failures = await addToNewList(batches.within(tx), batch);
    if (failures.length === 0) return;
    const faults = failures.map(({ index, reason }) => `jsonData[${index}]: ${reason}`);
    throw new RequestError('validation_failed', 'Validation failed', { faults });
  };
}
