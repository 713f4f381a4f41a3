import * as fc from 'fast-check';
import { multipart, type PartOf } from '../../http/upload/multipart.ts';
import type { Ask } from '../ask.ts';
import type { DocumentedOperation, JsonSchema } from '../documented-operations.ts';
import { hostileBytes, hostileJson, hostileText } from './hostile-values.ts';
import { nearly, valuesOf } from './values-of.ts';

interface Body {
  readonly type: string | null;
  readonly bytes: Buffer | null;
}

const otherTypes = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'application/json;;',
  'x',
  'multipart/form-data',
  '',
];
const none: Body = { type: null, bytes: null };

/** Bodies for an operation, of its media type and of others. */
export function bodiesOf({ body }: DocumentedOperation, ask: Ask): fc.Arbitrary<Body> {
  if (!body) return withoutSchema;
  const { mediaType, schema } = body;
  const bytes = bytesOf[mediaType];
  if (!bytes) throw new Error(`Bodies of the type ${mediaType} cannot be made yet: add them to bodies-of.ts.`);
  const typeOf = mediaType === 'multipart/form-data' ? `${mediaType}; boundary=b0undary` : mediaType;
  const right = bytes(schema, ask).map((made): Body => ({ type: typeOf, bytes: made }));
  const cut = fc
    .tuple(right, fc.nat(200))
    .map(([whole, less]): Body => ({ ...whole, bytes: whole.bytes?.subarray(0, -less) ?? null }));
  const wrong = fc.tuple(right, fc.constantFrom(...otherTypes)).map(([whole, type]): Body => ({ ...whole, type }));
  return fc.oneof(
    { arbitrary: right, weight: 12 },
    { arbitrary: cut, weight: 1 },
    { arbitrary: wrong, weight: 1 },
    { arbitrary: hostileBytes.map((made): Body => ({ type: typeOf, bytes: made })), weight: 2 },
    { arbitrary: fc.constant(none), weight: 1 },
  );
}

const withoutSchema: fc.Arbitrary<Body> = fc.oneof(
  { arbitrary: fc.constant(none), weight: 8 },
  {
    arbitrary: fc.record({ type: fc.constantFrom('application/json', ...otherTypes), bytes: hostileBytes }),
    weight: 1,
  },
);

const bytesOf: Readonly<Record<string, (schema: JsonSchema, ask: Ask) => fc.Arbitrary<Buffer>>> = {
  'application/json': (schema, { json }) => {
    const valid = valuesOf(schema, json);
    return fc
      .oneof(
        { arbitrary: fc.constant(json), weight: 2 },
        { arbitrary: valid, weight: 4 },
        { arbitrary: nearly(valid), weight: 5 },
        { arbitrary: hostileJson, weight: 1 },
      )
      .map((value) => Buffer.from(JSON.stringify(value) ?? 'null'));
  },
  'application/x-www-form-urlencoded': (schema, { form = {} }) => {
    const valid = valuesOf(schema, form).map((value) => Object.entries(value as Record<string, string>));
    const odd = fc.array(fc.tuple(fc.oneof(fc.constantFrom('scope', '__proto__'), hostileText), hostileText), {
      maxLength: 2,
    });
    return fc
      .tuple(fc.oneof(fc.constant(Object.entries(form)), valid), fc.oneof(fc.constant([]), odd))
      .map(([pairs, more]) =>
        Buffer.from(
          [...pairs, ...more]
            .map((pair) => pair.map((text) => encodeURIComponent(text.toWellFormed())).join('='))
            .join('&'),
        ),
      );
  },
  'multipart/form-data': multiparts,
};

function multiparts(schema: JsonSchema, { parts = [] }: Ask): fc.Arbitrary<Buffer> {
  const { properties = {} } = schema as { properties?: Readonly<Record<string, { contentMediaType?: string }>> };
  const others = Object.entries(properties).map(([name, { contentMediaType }]): fc.Arbitrary<PartOf> =>
    contentMediaType === undefined
      ? fc
          .oneof(
            hostileText,
            hostileJson.map((value) => JSON.stringify(value)),
          )
          .map((text) => ({ name, content: text }))
      : files.map((content) => ({ name, fileName: 'june.csv', content })),
  );
  const unknown = fc
    .tuple(hostileText, files)
    .map(([name, content]): PartOf => ({ name: name.replaceAll(/["\r\n]/g, ''), content }));
  const more = fc.array(fc.oneof(...others, unknown), { maxLength: 2 });
  const good = fc.constant<readonly PartOf[]>(parts);
  const otherFile = files.map((content): PartOf[] =>
    parts.map((part) => (part.fileName === undefined ? part : { ...part, content })),
  );
  return fc
    .oneof(
      { arbitrary: good, weight: 2 },
      { arbitrary: otherFile, weight: 5 },
      { arbitrary: fc.tuple(fc.oneof(good, otherFile), more).map((all) => all.flat()), weight: 3 },
      { arbitrary: more, weight: 1 },
    )
    .map((all) => multipart(all));
}

const cell = fc.oneof(
  fc.constantFrom('loan_0', 'loan_id', 'first_name', 'legalName', 'customerId', '9876543210', '1,5', '"', ''),
  hostileText,
);
const delimiter = fc.constantFrom(',', ';', '\t', '|');
/** What somebody may call a spreadsheet. */
const files: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(
      fc.constantFrom('loan_id,first_name', 'legalName,state', 'customerId,legalName', 'loan_id,loan_id'),
      fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 5 }),
      delimiter,
    )
    .map(([head, rows, by]) =>
      Buffer.from([head.replaceAll(',', by), ...rows.map((cells) => cells.join(by))].join('\n')),
    ),
  fc
    .constantFrom(
      '',
      '\ufeff',
      '\n\n\n',
      'PK\u0003\u0004',
      'a\u0000b',
      `${'x,'.repeat(300)}\n`,
      `"${'x'.repeat(70_000)}`,
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([Buffer.from('PK\u0003\u0004\u0014\u0000'), bytes])),
  fc.string().map((text) => Buffer.from(`\ufeff${text}\nx`, 'utf16le')),
);
