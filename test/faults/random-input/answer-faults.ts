import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { DocumentedOperation, OpenApiDocument } from '../documented-operations.ts';
import type { RawAnswer, RawRequest } from './raw-request.ts';

/** Says what is wrong with an answer by the OpenAPI document, or by what no answer may do. */
export type AnswerFaults = (operation: DocumentedOperation, request: RawRequest, answer: RawAnswer) => string[];

/** What would come from the inside: a stack, a path, a statement. */
const insides = [
  /\n\s+at /,
  /\bat (?:async )?[\w.<>]+ \(?(?:file|node):/,
  /node:internal|node_modules/,
  /\/(?:src|home|tmp|usr)\//,
  /\.ts:\d+/,
  /\b(?:SQLSTATE|syntax error at or near|violates \w+ constraint|duplicate key value|invalid byte sequence)\b/,
  /\bCannot read propert|is not a function\b/,
];

function sentence({ instancePath, message, params }: ErrorObject): string {
  return `the answer${instancePath} ${message} ${JSON.stringify(params)}`;
}

/** Compiles the document's answers. */
export function answerFaultsBy(document: OpenApiDocument): AnswerFaults {
  const ajv = new Ajv2020({ strict: false, allErrors: true, ownProperties: true });
  formats.default(ajv);
  ajv.addSchema(closed(document) as OpenApiDocument, 'openapi');
  const compiled = new Map<string, ValidateFunction>();
  const validate = (place: readonly string[], value: unknown): string[] => {
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const check = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi#/paths/${pointer}` });
    compiled.set(pointer, check);
    if (check(value)) return [];
    return (check.errors ?? []).map(sentence).slice(0, 5);
  };
  return (operation, request, answer) => [
    ...manners(answer, request),
    ...(request.method === 'HEAD' ? headFaults(operation, answer) : shapeFaults(operation, answer, validate)),
  ];
}

/**
 * The same schemas, with objects that have what is written there and nothing else: a field that nobody documented would
 * pass unseen otherwise.
 */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const isShape = inner['type'] === 'object' && typeof inner['properties'] === 'object';
  return isShape ? { additionalProperties: false, ...inner } : inner;
}

function manners({ status, headers, text }: RawAnswer, request: RawRequest): string[] {
  const faults: string[] = [];
  const isBusy = status === 503 && Number(headers['retry-after']) >= 1;
  if (status >= 500 && !isBusy) faults.push(`the status is ${status}`);
  if (!headers['x-request-id']) faults.push('there is no x-request-id');
  const brought = `${request.target}${request.body?.toString('latin1') ?? ''}`;
  for (const inside of insides) {
    const [shown] = inside.exec(text) ?? [];
    if (shown !== undefined && !brought.includes(shown)) faults.push(`the answer shows ${JSON.stringify(shown)}`);
  }
  return faults;
}

function headFaults({ answers }: DocumentedOperation, { status, text }: RawAnswer): string[] {
  const faults = answers.has(status) ? [] : [`${status} is not documented`];
  return text === '' ? faults : [...faults, 'an answer to HEAD has a body'];
}

type Validate = (place: readonly string[], value: unknown) => string[];

function shapeFaults(
  operation: DocumentedOperation,
  { status, headers, text }: RawAnswer,
  validate: Validate,
): string[] {
  const { path, method, answers } = operation;
  const mediaTypes = answers.get(status);
  if (!mediaTypes) return [`${status} is not documented`];
  if (mediaTypes.length === 0) return text === '' ? [] : [`${status} has a body, and none is documented`];
  const mediaType = (headers['content-type'] ?? '').replace(/;.*/, '');
  if (!mediaTypes.includes(mediaType)) return [`${status} comes as ${mediaType}, documented is ${mediaTypes.join()}`];
  const place = [path, method.toLowerCase(), 'responses', String(status), 'content', mediaType, 'schema'];
  if (mediaType === 'application/json')
    return isJson(text) ? validate(place, JSON.parse(text)) : ['the answer is no JSON'];
  if (mediaType === 'text/event-stream') return eventsIn(text).flatMap((event) => validate(place, event));
  return validate(place, text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function eventsIn(text: string): unknown[] {
  return [...text.matchAll(/^data: ?(.*)$/gm)].map(([, data = '']) => JSON.parse(data) as unknown);
}
