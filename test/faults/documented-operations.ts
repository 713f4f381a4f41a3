import type { Client, Fields } from '../tenant.ts';

/** The OpenAPI document, as far as these tests read it. */
export interface OpenApiDocument extends Fields {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationEntry>>>>;
}

interface OperationEntry {
  readonly operationId: string;
  readonly security?: readonly { readonly bearer?: readonly string[]; readonly session?: readonly string[] }[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: JsonSchema;
}
type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One operation of the document. */
export interface DocumentedOperation {
  /** `GET /api/v1/batches/{id}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Of an alias: the operation's own. */
  readonly operationId: string;
  /** `public`: needs no token; `session`: a token will not do; null: any token will do. */
  readonly scope: string | null;
  /** True: whoever brings no credential at all is answered as well. */
  readonly nobodyToo: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly mediaType: string; readonly schema: JsonSchema } | null;
  /** By status: the media types, none where the answer has no body. */
  readonly answers: ReadonlyMap<number, readonly string[]>;
}

export async function fetchDocument(anybody: Client): Promise<OpenApiDocument> {
  return (await anybody.call<OpenApiDocument>('GET /openapi.json')).body;
}

/** The operations of the document, in its order. */
export function operationsIn({ paths }: OpenApiDocument): DocumentedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, entry]) => operation(path, method.toUpperCase(), entry)),
  );
}

function operation(path: string, method: string, entry: OperationEntry): DocumentedOperation {
  const { operationId, security = [], parameters = [], requestBody, responses } = entry;
  const [body] = Object.entries(requestBody?.content ?? {});
  const answers = Object.entries(responses).map(
    ([status, { content = {} }]) => [Number(status), Object.keys(content)] as const,
  );
  return {
    name: `${method} ${path}`,
    method,
    path,
    operationId: operationId.replace(/Alias\d*$/, ''),
    scope: scopeOf(security),
    nobodyToo: security.some((one) => Object.keys(one).length === 0),
    parameters,
    body: body ? { mediaType: body[0], schema: body[1].schema } : null,
    answers: new Map(answers),
  };
}

function scopeOf(security: NonNullable<OperationEntry['security']>): string | null {
  if (security.length === 0) return 'public';
  const [bearer] = security.flatMap((one) => (one.bearer ? [one.bearer] : []));
  return bearer === undefined ? 'session' : (bearer[0] ?? null);
}
