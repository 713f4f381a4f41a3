import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fileLinks, newFileId, organizationOf, type SignedLink } from '../../src/files/file-links.ts';

const key = randomBytes(32);
const links = fileLinks({ key, origin: () => 'https://amend.example/base' });
const file = { publicId: newFileId('CEKLENDER1', 'abc123'), expiresAt: new Date('2026-12-01T00:00:00.900Z') };

function read(url: string): SignedLink {
  const { pathname, searchParams } = new URL(url);
  return {
    publicId: pathname.split('/').at(-1) ?? '',
    expires: Number(searchParams.get('expires')),
    signature: searchParams.get('signature') ?? '',
  };
}

test('a link is absolute, names its file and its end, and is recognized', () => {
  const url = links.urlOf(file);
  assert.match(
    url,
    /^https:\/\/amend\.example\/base\/api\/v1\/files\/file_CEKLENDER1_abc123\?expires=1796083200&signature=[\w-]{43}$/,
  );
  assert.equal(links.isOurs(read(url)), true);
  assert.equal(organizationOf(file.publicId), 'CEKLENDER1');
});

test('a link with anything changed is not ours, nor is one of another key', () => {
  const link = read(links.urlOf(file));
  const others = [
    { ...link, publicId: newFileId('CEKLENDER2', 'abc123') },
    { ...link, publicId: newFileId('CEKLENDER1', 'abc124') },
    { ...link, expires: link.expires + 1 },
    { ...link, signature: '' },
    { ...link, signature: link.signature.slice(1) },
  ];
  for (const other of others) assert.equal(links.isOurs(other), false);
  const theirs = fileLinks({ key: randomBytes(32), origin: () => 'https://amend.example' });
  assert.equal(links.isOurs(read(theirs.urlOf(file))), false);
});

test('no signature but the one is taken, whatever it is made of', () => {
  const link = read(links.urlOf(file));
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (signature) => {
      fc.pre(Buffer.from(signature, 'base64url').toString('base64url') !== link.signature);
      assert.equal(links.isOurs({ ...link, signature }), false);
    }),
  );
});

test('what is no id of a file names no organization', () => {
  for (const id of ['', 'file_', 'file_x', 'batch_CEKLENDER1_a', 'file_CEKLENDER1_a/b', 'file_CEK LENDER_a']) {
    assert.equal(organizationOf(id), null);
  }
});
