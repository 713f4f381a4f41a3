/** What the console's client is generated from: our own API as the service documents it, without what is for readers. */
export interface ApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly components: object;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, object>>;
}

/** Members of a schema that change no type. */
const forReaders = new Set(['description', 'examples', 'example', 'summary', 'security', 'mustBe', 'default', 'tags']);

/** `console/openapi.json` of the service's own document: the operations below /api/v1 that are no other door's. */
export function consoleDocument({ openapi, components, paths }: ApiDocument): string {
  const kept = Object.entries(paths).flatMap(([path, operations]) => {
    if (!path.startsWith('/api/v1/')) return [];
    if (otherDoors.some((prefix) => path.startsWith(prefix))) return [];
    const own = Object.entries(operations).map(([method, operation]) => [method, successesOnly(operation)]);
    return [[path, Object.fromEntries(own)] as const];
  });
  const info = { title: 'Amend', version: '1' };
  const { schemas } = trimmed(components) as { schemas?: object };
  return `${JSON.stringify({ openapi, info, components: { schemas }, paths: Object.fromEntries(kept) }, null, 1)}\n`;
}

/** The campaign door shares the prefix; the console does not speak it. */
const otherDoors = ['/api/v1/campaigns', '/api/v1/customers', '/api/v1/customer-data'];

/** Refusals all have the one shape, which the client reads itself. */
function successesOnly(operation: Operation): object {
  const { responses, ...same } = operation;
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const described = successes.map(([status, answer]) => [status, { description: '', ...trimmed(answer) }]);
  return { ...trimmed(same), responses: Object.fromEntries(described) };
}

function trimmed(value: object, inProperties = false): object {
  if (Array.isArray(value)) return value.map((entry: unknown) => (isObject(entry) ? trimmed(entry) : entry));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
      if (!inProperties && forReaders.has(name)) return [];
      return [[name, isObject(member) ? trimmed(member, name === 'properties') : member]];
    }),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
