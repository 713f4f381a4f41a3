import type { ErrorObject } from 'ajv';

/**
 * The validator's findings as the contract's sentences, e.g. `campaignId is required`, `customFields.score must be one
 * of text, number`. A schema may say in its own words what a value must be, with the keyword `mustBe`
 * (`{ pattern: '^[0-2]\\d:\\d\\d$', mustBe: 'a time HH:MM' }`).
 */
export function faultSentences(errors: readonly ErrorObject[], root: string): string[] {
  const sentences = new Set<string>();
  for (const error of withoutEchoes(errors)) sentences.add(sentence(error, root));
  return [...sentences];
}

/** What an alternative of `anyOf`, or a second keyword, says about a value that the first has told is wrong. */
function withoutEchoes(errors: readonly ErrorObject[]): ErrorObject[] {
  const alternatives = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath));
  return errors.filter((error) => {
    if (error.propertyName !== undefined) return false;
    if (alternatives.some(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`))) return false;
    const secondWord = error.keyword === 'enum' || error.keyword === 'const';
    return !(secondWord && mistyped.has(error.instancePath));
  });
}

function sentence(error: ErrorObject, root: string): string {
  const { keyword, params } = error;
  const path = dotted(error.instancePath);
  const subject = path === '' ? root : path;
  if (keyword === 'required') return `${join(path, params['missingProperty'])} is required`;
  if (keyword === 'additionalProperties') return `unknown field ${join(path, params['additionalProperty'])}`;
  if (keyword === 'propertyNames') return `field name ${join(path, params['propertyName'])} is not allowed`;
  const own: unknown = error.parentSchema?.['mustBe'];
  if (typeof own === 'string' && !isEmptiness(error)) return `${subject} must be ${own}`;
  const say = sayings[keyword];
  return `${subject} ${say ? say(error) : 'is not allowed'}`;
}

type Saying = (error: ErrorObject) => string;
const sayings: Readonly<Record<string, Saying>> = {
  type: ({ params }) => `must be ${types(params['type'])}`,
  enum: ({ params }) => `must be one of ${(params['allowedValues'] as unknown[]).map(plain).join(', ')}`,
  const: ({ params }) => `must be ${plain(params['allowedValue'])}`,
  anyOf: (error) => oneOfThe(error),
  oneOf: (error) => oneOfThe(error),
  minItems: (error) => (isEmptiness(error) ? empty : `must have at least ${limitOf(error)} items`),
  maxItems: (error) => `cannot exceed ${limitOf(error)} items${isTopLevel(error) ? ' per request' : ''}`,
  uniqueItems: () => 'must not repeat an item',
  minLength: (error) => (isEmptiness(error) ? empty : `must have at least ${limitOf(error)} characters`),
  maxLength: (error) => `cannot exceed ${limitOf(error)} characters`,
  minProperties: (error) => (isEmptiness(error) ? empty : `must have at least ${limitOf(error)} fields`),
  maxProperties: (error) => `cannot exceed ${limitOf(error)} fields`,
  minimum: (error) => `must be at least ${limitOf(error)}`,
  maximum: (error) => `must be at most ${limitOf(error)}`,
  exclusiveMinimum: (error) => `must be greater than ${limitOf(error)}`,
  exclusiveMaximum: (error) => `must be less than ${limitOf(error)}`,
  multipleOf: ({ params }) => `must be a multiple of ${params['multipleOf']}`,
  pattern: ({ params }) => `must match ${params['pattern']}`,
  format: ({ params }) => `must be ${formats[String(params['format'])] ?? `a ${params['format']}`}`,
};

const empty = 'cannot be empty';
const formats: Readonly<Record<string, string>> = {
  date: 'a date YYYY-MM-DD',
  'date-time': 'a time YYYY-MM-DDTHH:MM:SSZ',
};
const articles: Readonly<Record<string, string>> = { array: 'an', integer: 'an', object: 'an' };

function limitOf({ params }: ErrorObject): string {
  return String(params['limit']);
}

function isEmptiness({ keyword, params }: ErrorObject): boolean {
  return /^min(Items|Length|Properties)$/.test(keyword) && params['limit'] === 1;
}

function isTopLevel({ instancePath }: ErrorObject): boolean {
  return instancePath.lastIndexOf('/') === 0;
}

function types(type: unknown): string {
  const names = Array.isArray(type) ? type : String(type).split(',');
  return names.map((name: string) => (name === 'null' ? name : `${articles[name] ?? 'a'} ${name}`)).join(' or ');
}

/** Alternatives that are constants or types are listed; others are too much for one sentence. */
function oneOfThe({ keyword, parentSchema, data }: ErrorObject): string {
  const branches = (parentSchema?.[keyword] ?? []) as Record<string, unknown>[];
  if (branches.every((branch) => 'const' in branch)) {
    return `must be one of ${branches.map((branch) => plain(branch['const'])).join(', ')}`;
  }
  const named = branches.map((branch) => branch['type']);
  const kind = data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data;
  const mistyped = named.every((type) => typeof type === 'string' && type !== kind);
  return mistyped ? `must be ${types(named)}` : 'has none of the allowed forms';
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `/tags/0/name` → `tags[0].name` */
function dotted(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .reduce((path, step) => {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      return /^\d+$/.test(name) ? `${path}[${name}]` : join(path, name);
    }, '');
}

function join(path: string, name: unknown): string {
  return path === '' ? String(name) : `${path}.${String(name)}`;
}
