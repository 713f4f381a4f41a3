import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestService, type TestService } from '../../service.ts';
import { loan, type Tenant } from '../../tenant.ts';

/** Step 4: "Each item is validated on its own", and what makes one invalid. */
describe('an item of a bulk update', () => {
  let service: TestService;
  let lender: Tenant;
  let campaignId: string;
  before(async () => {
    service = await startTestService();
    lender = await service.tenant();
    campaignId = await lender.campaign([loan('good'), loan('bad')]);
  });
  after(() => service[Symbol.asyncDispose]());

  /** Sends the item, as JSON text, between two good ones; returns what is said of it, null where it was valid. */
  async function judge(item: string) {
    const good = `{"id":"good","data":{"note":"${Math.random()}"}}`;
    const body = `{"campaignId":"${campaignId}","records":[${good},${item},${good}]}`;
    const answer = await lender.call<Awaited<ReturnType<Tenant['bulkUpdate']>>['body']>(
      'PUT /api/v1/customers/update/bulk',
      body,
    );
    const { results } = answer.body;
    assert.ok(results, answer.text);
    const [invalid = null] = results.invalidRecords ?? [];
    assert.equal(results.total, 3);
    assert.equal(answer.status, results.successful === 3 ? 200 : 207);
    assert.ok(results.successful >= 2, 'the others go on');
    assert.ok(invalid === null || invalid.index === 1);
    return invalid;
  }

  async function faultsOf(item: string): Promise<readonly string[]> {
    const before = await lender.customer(campaignId, 'bad');
    const invalid = await judge(item);
    assert.ok(invalid, `${item.slice(0, 200)} is invalid`);
    assert.deepEqual(await lender.customer(campaignId, 'bad'), before);
    return invalid.errors;
  }

  /** One field of `data`, as JSON text. */
  const field = (text: string) => `{"id":"bad","data":{${text}}}`;

  test('that is no object', async () => {
    for (const item of ['null', '7', '"text"', 'true', '[]', '[{"id":"bad","data":{}}]', '1e999']) {
      assert.deepEqual(await judge(item), { index: 1, id: null, errors: ['record must be an object'] });
    }
  });

  test('with `id` missing, not a string, or empty', async () => {
    assert.deepEqual(await judge('{"data":{}}'), { index: 1, id: null, errors: ['id is required'] });
    for (const id of ['null', '7', '{}', '["bad"]', 'true']) {
      assert.deepEqual(await judge(`{"id":${id},"data":{}}`), { index: 1, id: null, errors: ['id must be a string'] });
    }
    assert.deepEqual(await judge('{"id":"","data":{}}'), { index: 1, id: '', errors: ['id cannot be empty'] });
  });

  test('with an `id` of over 128 characters; it is told cut to 128', async () => {
    for (const length of [129, 10_000]) {
      assert.deepEqual(await judge(`{"id":"${'x'.repeat(length)}","data":{}}`), {
        index: 1,
        id: 'x'.repeat(128),
        errors: ['id cannot exceed 128 characters'],
      });
    }
    const emoji = await judge(`{"id":"${'🙂'.repeat(129)}","data":{}}`);
    assert.equal(emoji?.id, '🙂'.repeat(128));
    assert.equal(await judge(`{"id":"${'🙂'.repeat(128)}","data":{}}`), null);
  });

  test('with `data` missing or not an object', async () => {
    assert.deepEqual(await faultsOf('{"id":"bad"}'), ['data is required']);
    for (const data of ['null', '7', '"text"', '[]', 'false']) {
      assert.deepEqual(await faultsOf(`{"id":"bad","data":${data}}`), ['data must be an object']);
    }
  });

  test('with nothing at all: every fault is told', async () => {
    assert.deepEqual(await faultsOf('{}'), ['id is required', 'data is required']);
    assert.deepEqual(await faultsOf('{"id":1,"data":2,"version":0,"x":1}'), [
      'id must be a string',
      'data must be an object',
      'version must be a positive integer',
      'unknown field x',
    ]);
  });

  test('with an unknown key', async () => {
    assert.deepEqual(await faultsOf('{"id":"bad","data":{},"Data":{}}'), ['unknown field Data']);
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      assert.deepEqual(await faultsOf(`{"id":"bad","data":{},"${name}":{}}`), [`unknown field ${name}`]);
    }
  });

  test('with a `version` that is no positive integer', async () => {
    for (const version of ['0', '-1', '1.5', '"1"', 'null', 'true', '[1]', '1e999', '9007199254740993']) {
      assert.deepEqual(await faultsOf(`{"id":"bad","data":{},"version":${version}}`), [
        'version must be a positive integer',
      ]);
    }
    assert.equal(await judge('{"id":"bad","data":{},"version":1.0}'), null);
  });

  test('with a NUL character anywhere', async () => {
    assert.deepEqual(await faultsOf(field('"note":"a\\u0000b"')), ['note cannot contain a NUL character']);
    assert.deepEqual(await faultsOf(field('"note":[{"deep":"\\u0000"}]')), ['note cannot contain a NUL character']);
    assert.deepEqual(await faultsOf(field('"note":{"\\u0000":1}')), ['note cannot contain a NUL character']);
    assert.deepEqual(await faultsOf(field('"first_name":"a\\u0000"')), ['first_name cannot contain a NUL character']);
    assert.equal((await faultsOf(field('"a\\u0000b":1'))).length, 1);
    assert.equal((await judge('{"id":"a\\u0000b","data":{}}'))?.errors[0], 'id cannot contain a NUL character');
    assert.equal((await faultsOf('{"id":"bad","data":{},"\\u0000":1}')).length, 1);
  });

  test('with a lone surrogate anywhere, escaped', async () => {
    const sentence = 'cannot contain a lone surrogate (half of a character)';
    for (const half of ['\\ud83d', '\\ude00', '\\ude00\\ud83d']) {
      assert.deepEqual(await faultsOf(field(`"note":"${half}"`)), [`note ${sentence}`]);
      assert.deepEqual(await faultsOf(field(`"note":["${half}"]`)), [`note ${sentence}`]);
      assert.deepEqual(await faultsOf(field(`"note":{"${half}":1}`)), [`note ${sentence}`]);
      assert.equal((await faultsOf(field(`"${half}":1`))).length, 1);
      assert.deepEqual((await judge(`{"id":"${half}","data":{}}`))?.errors, [`id ${sentence}`]);
      assert.equal((await faultsOf(`{"id":"bad","data":{},"${half}":1}`)).length, 1);
    }
    assert.equal(await judge(field('"note":"\\ud83d\\ude00"')), null);
    assert.equal((await lender.customer(campaignId, 'bad')).data['note'], '😀');
  });

  test('with a field named __proto__, constructor or prototype', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__']) {
      for (const value of ['{"polluted":true}', '1', 'null']) {
        const faults = await faultsOf(field(`"${name}":${value}`));
        assert.deepEqual(faults, [`${JSON.parse(`"${name}"`)} cannot be used as a field name`]);
      }
    }
    assert.equal('polluted' in {}, false);
    assert.equal((await faultsOf(field('"note":{"__proto__":{"polluted":true}}'))).length, 1);
  });

  test('with an integer beyond ±(2^53−1), or a number beyond a double: send it as text', async () => {
    const out = ['9007199254740992', '-9007199254740992', '12345678901234567890', '1e16', '1e400', '-1e400'];
    for (const value of out) {
      const faults = await faultsOf(field(`"account":${value}`));
      assert.match(faults[0] ?? '', /^account must be within ±9007199254740991/, value);
      assert.match((await faultsOf(field(`"emi_amount":${value}`)))[0] ?? '', /^emi_amount must be/, value);
      assert.equal((await faultsOf(field(`"account":{"of":[${value}]}`))).length, 1);
    }
    for (const value of ['9007199254740991', '-9007199254740991', '0.1', '1e-400', '-0.0', '5e-324']) {
      assert.equal(await judge(field(`"account":${value}`)), null, value);
      assert.equal((await lender.customer(campaignId, 'bad')).data['account'], Number(value) === 0 ? 0 : Number(value));
    }
  });

  test('with nesting deeper than 16', async () => {
    const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
    assert.equal(await judge(field(`"note":${nested(16)}`)), null);
    assert.deepEqual(await faultsOf(field(`"note":${nested(18)}`)), ['note cannot be nested deeper than 16 levels']);
    for (const depth of [1000, 100_000]) {
      const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
      assert.equal((await faultsOf(field(`"note":${deep}`))).length, 1);
      const objects = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      assert.equal((await faultsOf(field(`"note":${objects}`))).length, 1);
      assert.equal((await judge(deep))?.errors[0], 'record must be an object');
      assert.equal((await faultsOf(`{"id":"bad","data":{},"x":${objects}}`)).length, 1);
    }
  });

  test('of a duplicate JSON key the last counts', async () => {
    assert.equal(await judge('{"id":7,"data":null,"id":"bad","data":{"twice":1,"twice":2}}'), null);
    assert.equal((await lender.customer(campaignId, 'bad')).data['twice'], 2);
    assert.deepEqual(await faultsOf('{"id":"bad","data":{},"data":7}'), ['data must be an object']);
  });

  test('with empty data is valid and changes nothing', async () => {
    const { version } = await lender.customer(campaignId, 'bad');
    assert.equal(await judge('{"id":"bad","data":{}}'), null);
    assert.equal((await lender.customer(campaignId, 'bad')).version, version);
  });

  test('with a million bad fields is told of the first hundred', async () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `"f${i}":"\\u0000"`).join();
    const faults = await faultsOf(field(many));
    assert.ok(faults.length <= 101);
    assert.equal(faults.at(-1), 'further faults are not listed');
  });

  test('with escaped field names is stored under these, whatever names others sent', async () => {
    assert.equal(await judge(String.raw`{"id":"bad","data":{"note":1,"\\":1}}`), null);
    assert.equal(await judge(String.raw`{"id":"bad","data":{"note":2,"\u0928":2,"x\n":2}}`), null);
    assert.equal(await judge(String.raw`{"id":"bad","data":{"note":3,"x\\":3,"\\u0":3}}`), null);
    assert.equal(await judge(String.raw`{"id":"bad","data":{"note":4,"\u0041bc":4,"x\t":4}}`), null);
    assert.partialDeepStrictEqual((await lender.customer(campaignId, 'bad')).data, {
      note: 4,
      '\\': 1,
      न: 2,
      'x\n': 2,
      'x\\': 3,
      '\\u0': 3,
      Abc: 4,
      'x\t': 4,
    });
  });

  test('that merges into an object with such names leaves them as they are', async () => {
    const merged = async (id: string, text: string) => {
      const body = `{"campaignId":"${campaignId}","records":[{"id":"${id}","data":{"object":${text}}}]}`;
      assert.equal((await lender.call('PUT /api/v1/customers/update/bulk', body)).status, 200);
      return (await lender.customer(campaignId, id)).data['object'];
    };
    await merged('bad', String.raw`{"aa":1,"zz\n":1}`);
    await merged('good', String.raw`{"aa":1,"zz\\":1}`);
    await merged('good', '{"b":1}');
    assert.deepEqual(await merged('bad', '{"b":1}'), { aa: 1, 'zz\n': 1, b: 1 });
  });

  test('with odd texts is stored as it came', async () => {
    const odd = ['\\', '"', "'", '\n\r\t', '\u2028', '\u007f', '\ufeff', 'ﷺ', '%s', '$1', '\\N', '{}', 'null', ' '];
    for (const text of odd) {
      assert.equal(await judge(field(`"note":${JSON.stringify(text)},${JSON.stringify(text)}:1`)), null, text);
      const { data } = await lender.customer(campaignId, 'bad');
      assert.equal(data['note'], text);
      assert.equal(data[text], 1, JSON.stringify(text));
    }
  });
});
