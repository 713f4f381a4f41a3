import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { TestService } from '../service.ts';
import { fetchDocument, type OpenApiDocument, operationsIn } from './documented-operations.ts';
import { startServiceForAll } from './start-service.ts';

let service: TestService;
let document: OpenApiDocument;
before(async () => {
  service = await startServiceForAll();
  document = await fetchDocument(service.anybody);
});
after(() => service[Symbol.asyncDispose]());

/** It is what the tests beside this one are generated from. */
test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  assert.equal(valid, true, JSON.stringify(errors));
  assert.equal(validator.version, '3.1');
});

test('a document that is none is found out', async () => {
  const broken = { ...structuredClone(document), paths: { '/x': { get: { responses: { 200: {} } } } } };
  assert.equal((await new Validator().validate(broken)).valid, false);
});

test('every schema in it is JSON Schema of 2020-12', () => {
  const ajv = new Ajv2020({ strict: false });
  for (const operation of operationsIn(document)) {
    const schemas = [
      ...operation.parameters.map(({ schema }) => schema),
      ...(operation.body ? [operation.body.schema] : []),
    ];
    for (const schema of schemas) assert.ok(ajv.validateSchema(schema), `${operation.name}: ${ajv.errorsText()}`);
  }
});
