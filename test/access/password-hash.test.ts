import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { hashPassword, isPassword, nobodysPassword, standardCost } from '../../src/access/password-hash.ts';

const cheap = { log2N: 4, r: 8, p: 1 };

describe('a stored password', () => {
  test('says what it was hashed with, and is never the same twice', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => hashPassword('three grey herons', cheap, randomBytes)));
    assert.match(one ?? '', /^\$scrypt\$ln=4,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    assert.notEqual(one, other);
  });

  test('is known again, and no other text is taken for it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (password, other) => {
        const stored = await hashPassword(password, cheap, randomBytes);
        assert.equal(await isPassword(password, stored), true);
        const same = other.normalize('NFKC') === password.normalize('NFKC');
        assert.equal(await isPassword(other, stored), same);
      }),
      { numRuns: 50 },
    );
  });

  test('is the same however a keyboard composes its characters', async () => {
    const stored = await hashPassword('Zoë Åkesson', cheap, randomBytes);
    assert.equal(await isPassword('Zoe\u0308 A\u030Akesson', stored), true);
  });

  test('is checked by the parameters that stand in it, whatever new ones are made with', async () => {
    const old = await hashPassword('three grey herons', { log2N: 5, r: 4, p: 2 }, randomBytes);
    assert.equal(await isPassword('three grey herons', old), true);
  });

  test('is what RFC 7914 says', async () => {
    // Its third vector, of which 32 bytes are kept.
    const key = Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex');
    const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
    const stored = `$scrypt$ln=14,r=8,p=1$${base64(Buffer.from('SodiumChloride'))}$${base64(key)}`;
    assert.equal(await isPassword('pleaseletmein', stored), true);
  });

  test("is nobody's where it stands for none", async () => {
    assert.equal(await isPassword('', nobodysPassword(cheap)), false);
    assert.equal(await isPassword('\0'.repeat(32), nobodysPassword(cheap)), false);
    assert.match(nobodysPassword(standardCost), /^\$scrypt\$ln=15,r=8,p=3\$/);
  });

  test('of a form that nobody knows is an error, not a wrong password', async () => {
    await assert.rejects(isPassword('x', 'plain'), /no known form/);
  });
});
