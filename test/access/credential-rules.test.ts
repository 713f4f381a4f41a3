import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loginHash, passwordFaults, readEmail } from '../../src/access/credential-rules.ts';

describe('an e-mail address', () => {
  test('is kept in lower case', () => {
    assert.equal(readEmail('Asha.Rao+loans@Ashoka.Example'), 'asha.rao+loans@ashoka.example');
  });

  for (const text of [
    '',
    'asha',
    'asha@',
    '@ashoka.example',
    'asha@ashoka',
    'asha@-ashoka.example',
    'asha rao@ashoka.example',
    ' asha@ashoka.example',
    'asha@ashoka.example\n',
    'a@b@ashoka.example',
    'аsha@ashoka.example',
    'asha@ashoka.example\0',
    `${'a'.repeat(245)}@b.example`,
  ]) {
    test(`is not ${JSON.stringify(text.length > 60 ? `${text.length} characters` : text)}`, () => {
      assert.equal(readEmail(text), null);
    });
  }

  test('is what wrong passwords are counted by, however it is written', () => {
    assert.deepEqual(loginHash('Asha@Ashoka.Example'), loginHash('asha@ashoka.example'));
    assert.notDeepEqual(loginHash('asha@ashoka.example'), loginHash('ravi@ashoka.example'));
  });
});

describe('a new password', () => {
  const faults = (password: string) => passwordFaults(password, 'asha@ashoka.example');

  test('has 12 to 256 characters', () => {
    assert.deepEqual(faults('elevenchars'), ['password must have at least 12 characters']);
    assert.deepEqual(faults('twelve chars'), []);
    assert.deepEqual(faults('🦆'.repeat(11)), ['password must have at least 12 characters']);
    assert.deepEqual(faults('ab'.repeat(128)), []);
    assert.deepEqual(faults(`${'ab'.repeat(128)}c`), ['password cannot exceed 256 characters']);
  });

  test('is not the e-mail address, nor one character repeated', () => {
    assert.deepEqual(faults('Asha@Ashoka.Example'), ['password cannot be the e-mail address']);
    assert.deepEqual(faults('a'.repeat(20)), ['password cannot be one character repeated']);
  });
});
