import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEmailAddress } from '../../src/fields/email-address.ts';

test('one address that mail can be sent to is one', () => {
  for (const text of [
    'a@b.co',
    'asha.patil+loan@mail.example.co.in',
    "o'brien@example.com",
    'a_b-c@ex-ample.com',
    'आशा@उदाहरण.भारत',
    'a@xn--p1b6ci4b4b3a.xn--11b5bs3a9aj6g',
    `${'a'.repeat(64)}@example.com`,
  ]) {
    assert.ok(isEmailAddress(text), text);
  }
});

test('anything else is none', () => {
  for (const text of [
    '',
    'a',
    '@b.co',
    'a@',
    'a@b',
    'a@b.',
    'a@.co',
    'a@b..co',
    '.a@b.co',
    'a.@b.co',
    'a..b@c.co',
    'a b@c.co',
    'a@b.co, c@d.co',
    'a@b.co;c@d.co',
    'Asha <a@b.co>',
    'mailto:a@b.co',
    'a@b@c.co',
    'a@-b.co',
    'a@b-.co',
    'a@127.0.0.1',
    'a\0@b.co',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@${'b.'.repeat(130)}com`,
  ]) {
    assert.ok(!isEmailAddress(text), text);
  }
});
