import type { Import, ImportKind, Module } from './modules.ts';

/** The places that may import a place, and for what: `value` allows types too. */
type Allowed = Readonly<Record<string, ImportKind>>;

export interface ImportRules {
  /** Each room and each file beside the rooms: what else it may import of the house. Its own is always allowed. */
  readonly rooms: Readonly<Record<string, Allowed | 'everyone'>>;
  /** Each third party, and each module of Node that reaches outside: its homes. A home is a room, a folder or a file. */
  readonly homes: Readonly<Record<string, Allowed>>;
  /** Rooms that import no module of Node at all. */
  readonly pure: readonly string[];
}

/** Who may import whom. docs/decisions/0001-the-house.md says why. */
export const importRules: ImportRules = {
  rooms: {
    // The rules of the house: records in, outcomes out. No HTTP, no SQL, no files.
    engine: {},
    errors: {},
    json: {},
    settings: {},
    fields: { engine: 'type' },
    lists: { engine: 'value', errors: 'value', fields: 'type' },
    access: { errors: 'value' },
    jobs: {},
    // Who is to be told of batches, and how: it states what it needs of a store.
    webhooks: { errors: 'value' },
    // A file's way: read, checked, shown, applied. It states what it needs of store, files and spreadsheet.
    uploads: { engine: 'value', errors: 'value', fields: 'value', lists: 'value' },
    // Takes batches back. It states what it needs of a store; of uploads it shares files and background batches.
    undo: { engine: 'value', errors: 'value', uploads: 'value' },
    // Of uploads and http it fulfils the interfaces.
    files: { uploads: 'type', http: 'type' },
    // Bytes to rows and back; of uploads and fields it fulfils the interfaces.
    spreadsheet: { engine: 'type', errors: 'value', fields: 'value', uploads: 'type' },
    http: { errors: 'value', json: 'value', access: 'type' },
    // A door knows the rooms that it opens onto; never another door, never the store.
    'doors/campaign': {
      http: 'value',
      lists: 'value',
      fields: 'value',
      engine: 'value',
      errors: 'value',
      access: 'type',
    },
    'doors/company': {
      http: 'value',
      lists: 'value',
      engine: 'value',
      errors: 'value',
      access: 'value',
      uploads: 'value',
    },
    'doors/api': {
      http: 'value',
      access: 'value',
      engine: 'value',
      errors: 'value',
      fields: 'value',
      lists: 'value',
      undo: 'type',
      uploads: 'value',
      webhooks: 'value',
    },
    // Files for a browser: of http it fulfils the interface.
    'doors/console': { http: 'type' },
    // Fulfils what others need: of them it knows the interfaces alone. What a customer is found by, it writes and reads.
    store: {
      engine: 'value',
      json: 'value',
      fields: 'value',
      lists: 'type',
      access: 'type',
      http: 'type',
      jobs: 'type',
      'doors/api': 'type',
      files: 'type',
      undo: 'type',
      uploads: 'type',
      webhooks: 'type',
    },
    // What of an installation is in order, and what to do where it is not: of `amend doctor`, and of a running service.
    health: { store: 'value' },
    // A command composes what it needs by itself: the demo and `serve` the whole service, the others store and access.
    cli: {
      files: 'value',
      health: 'value',
      settings: 'value',
      spreadsheet: 'value',
      store: 'value',
      access: 'value',
      http: 'value',
      errors: 'value',
      'service.ts': 'value',
      'serve.ts': 'value',
      'version.ts': 'value',
      'compile-cache.ts': 'value',
    },
    'main.ts': { cli: 'value', 'compile-cache.ts': 'value' },
    'compile-cache.ts': {},
    'serve.ts': { 'service.ts': 'value', http: 'value', settings: 'type' },
    'service.ts': { 'app.ts': 'value', 'first-start.ts': 'value', store: 'value', http: 'type', settings: 'type' },
    'first-start.ts': { access: 'type', settings: 'type', store: 'type' },
    'app.ts': 'everyone',
    // Parts of it: what our own API and the company door are handed, and what both have of files.
    'build-doors.ts': {
      'doors/api': 'value',
      'doors/company': 'value',
      'build-status.ts': 'value',
      'build-uploads.ts': 'value',
      'version.ts': 'value',
      'list-sheets.ts': 'value',
      'list-templates.ts': 'value',
      fields: 'value',
      jobs: 'value',
      lists: 'value',
      spreadsheet: 'value',
      store: 'value',
      undo: 'value',
      access: 'type',
      engine: 'type',
      http: 'type',
      settings: 'type',
      'background-files.ts': 'type',
      'build-webhooks.ts': 'type',
      'open-files.ts': 'type',
    },
    // Webhooks: what our own API is handed of them, and their sending.
    'build-webhooks.ts': { access: 'value', jobs: 'value', store: 'value', webhooks: 'value', settings: 'type' },
    'build-uploads.ts': {
      'list-sheets.ts': 'value',
      engine: 'value',
      store: 'value',
      uploads: 'value',
      'doors/api': 'type',
      fields: 'type',
      settings: 'type',
    },
    'list-sheets.ts': {
      access: 'value',
      fields: 'value',
      store: 'value',
      lists: 'type',
      settings: 'type',
      uploads: 'type',
    },
    'list-templates.ts': { errors: 'value', fields: 'value', lists: 'value', spreadsheet: 'value', store: 'value' },
    // How the service does, for its operator.
    'build-status.ts': {
      'doors/api': 'type',
      files: 'value',
      health: 'value',
      http: 'value',
      settings: 'type',
      store: 'value',
    },
    // The file store with its links.
    'open-files.ts': { files: 'value', store: 'value', 'doors/api': 'type', http: 'type', settings: 'type' },
    // The file thread and what of it the main thread has: each puts its side together.
    'background-files.ts': { jobs: 'value', store: 'value', settings: 'type' },
    'file-worker.ts': { 'file-work.ts': 'type', http: 'value', jobs: 'value', settings: 'type', store: 'value' },
    'file-worker-entry.ts': { 'compile-cache.ts': 'value', 'file-work.ts': 'value', 'file-worker.ts': 'value' },
    'file-work.ts': {
      'list-sheets.ts': 'value',
      'undo-work.ts': 'value',
      access: 'value',
      engine: 'value',
      files: 'value',
      spreadsheet: 'value',
      store: 'value',
      undo: 'value',
      uploads: 'value',
      jobs: 'type',
      settings: 'type',
    },
    'undo-work.ts': { fields: 'value', store: 'value', settings: 'type', undo: 'type' },
    'version.ts': {},
  },
  homes: {
    fastify: { http: 'value', 'app.ts': 'type' },
    '@aws-sdk/client-s3': { files: 'value' },
    '@aws-sdk/lib-storage': { files: 'value' },
    '@fastify/busboy': { http: 'value' },
    '@fastify/compress': { http: 'value' },
    '@fastify/helmet': { http: 'value' },
    '@fastify/rate-limit': { http: 'value' },
    '@fastify/swagger': { http: 'value' },
    '@fastify/swagger-ui': { http: 'value' },
    ajv: { http: 'value' },
    'ipaddr.js': { webhooks: 'value' },
    standardwebhooks: { webhooks: 'value' },
    pino: { http: 'value' },
    'prom-client': { http: 'value' },
    // The parameters and entries of a history are the same behind every door.
    typebox: { doors: 'value', 'http/customer-history.ts': 'value', http: 'type' },
    pg: { store: 'value' },
    'pg-copy-streams': { store: 'value' },
    'pg-boss': { jobs: 'value' },
    commander: { cli: 'value' },
    'node:child_process': { 'store/embedded': 'value' },
    'node:fs': { store: 'value', files: 'value', cli: 'value', 'version.ts': 'value' },
    'node:fs/promises': {
      store: 'value',
      files: 'value',
      cli: 'value',
      spreadsheet: 'value',
      'first-start.ts': 'value',
      health: 'value',
      'doors/console': 'value',
    },
    'node:net': { 'store/embedded': 'value', webhooks: 'value', http: 'type' },
    'node:os': { 'store/embedded': 'value', files: 'value', 'cli/demo': 'value' },
    'node:worker_threads': { 'jobs/supervised-thread.ts': 'value', 'file-worker.ts': 'value' },
    'node:process': {},
    'node:console': {},
  },
  pure: ['engine', 'errors', 'fields', 'json'],
};

/** What breaks the rules, a sentence each. */
export function importFaults(modules: readonly Module[], rules: ImportRules): string[] {
  if (modules.length === 0) throw new Error('There are no modules to look at.');
  const known = new Set(modules.map((module) => module.path));
  return modules.flatMap((module) => {
    const room = roomOf(module.path);
    if (rules.rooms[room] === undefined) return [`${module.path} lies in no room that the rules know`];
    return module.imports.flatMap((entry) => {
      const why = entry.isPackage ? packageFault(module, entry, rules) : houseFault(room, entry, { rules, known });
      return why === null ? [] : [`${module.path} imports ${entry.target} (${entry.kind}): ${why}`];
    });
  });
}

/** `engine`, `doors/campaign`, `app.ts`; of the console `parts`, `pages/batches`, `app.tsx` */
export function roomOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'doors' || first === 'pages' ? `${first}/${second}` : first;
}

function houseFault(
  room: string,
  { target, kind }: Import,
  { rules, known }: { rules: ImportRules; known: ReadonlySet<string> },
): string | null {
  if (!known.has(target)) return 'there is no such module';
  const allowed = rules.rooms[room];
  if (allowed === undefined || allowed === 'everyone' || roomOf(target) === room) return null;
  return whyNot(allowed[roomOf(target)], kind, `${room} does not know ${roomOf(target)}`);
}

function packageFault({ path }: Module, { target, kind }: Import, { homes, pure }: ImportRules): string | null {
  const isNode = target.startsWith('node:');
  if (isNode && pure.includes(roomOf(path))) return `${roomOf(path)} is pure`;
  const home = homes[target];
  if (home === undefined) return isNode ? null : 'it has no home';
  const place = Object.keys(home).find((name) => path === name || path.startsWith(`${name}/`));
  return whyNot(place === undefined ? undefined : home[place], kind, 'its home is elsewhere');
}

function whyNot(allowed: ImportKind | undefined, kind: ImportKind, reason: string): string | null {
  if (allowed === undefined) return reason;
  return allowed === 'type' && kind === 'value' ? 'only its types may be imported here' : null;
}
