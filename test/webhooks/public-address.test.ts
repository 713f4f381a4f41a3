import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { isPublicAddress } from '../../src/webhooks/public-address.ts';

/** `[first octets, prefix length]` of IPv4 that is not public (the special-purpose registry of IANA). */
const privateIpv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
const octets = (bits: number): number[] => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255);
const dotted = (bits: number): string => octets(bits).join('.');
const bitsOf = (address: string): number => address.split('.').reduce((bits, octet) => bits * 256 + Number(octet), 0);
const hex = (bits: number): string => `${(bits >>> 16).toString(16)}:${(bits & 0xffff).toString(16)}`;

const insideOf = ([base, length]: readonly [string, number]): fc.Arbitrary<number> =>
  fc.nat({ max: 2 ** (32 - length) - 1 }).map((rest) => bitsOf(base) + rest);
const privateBits = fc.oneof(...privateIpv4.map(insideOf));
const anyBits = fc.nat({ max: 2 ** 32 - 1 });
const group = fc.nat({ max: 0xffff }).map((value) => value.toString(16));
const groups = (count: number): fc.Arbitrary<string> =>
  fc.array(group, { minLength: count, maxLength: count }).map((all) => all.join(':'));

describe('whether an address is public', () => {
  test('is denied to every IPv4 address of a special purpose, however it is written', () => {
    fc.assert(
      fc.property(privateBits, (bits) => {
        for (const form of [
          dotted(bits),
          `::ffff:${dotted(bits)}`,
          `::ffff:${hex(bits)}`,
          `0:0:0:0:0:FFFF:${hex(bits)}`,
        ]) {
          assert.equal(isPublicAddress(form), false, form);
        }
      }),
    );
  });

  test('is the same for an IPv4 address and for the IPv6 address that maps it', () => {
    fc.assert(
      fc.property(anyBits, (bits) => {
        assert.equal(isPublicAddress(`::ffff:${dotted(bits)}`), isPublicAddress(dotted(bits)));
      }),
    );
  });

  test('is denied to every IPv6 address that carries an IPv4 address in another way, or leads into IPv4', () => {
    fc.assert(
      fc.property(anyBits, groups(4), (bits, rest) => {
        const forms = [
          `::${dotted(bits)}`,
          `::ffff:0:${dotted(bits)}`,
          `64:ff9b::${dotted(bits)}`,
          `64:ff9b:1::${dotted(bits)}`,
          `2002:${hex(bits)}:0:${rest}:1`,
          `2001:0:${hex(bits)}:${rest}`,
        ];
        for (const form of forms) assert.equal(isPublicAddress(form), false, form);
      }),
    );
  });

  test('is denied to every IPv6 address outside 2000::/3', () => {
    const firsts = fc.nat({ max: 0xffff }).filter((first) => first >> 13 !== 1);
    fc.assert(
      fc.property(firsts, groups(7), (first, rest) => {
        const form = `${first.toString(16)}:${rest}`;
        // Mapped addresses are the IPv4 addresses that they carry, and are looked at above.
        fc.pre(!form.startsWith('0:0:0:0:0:ffff:'));
        assert.equal(isPublicAddress(form), false, form);
      }),
    );
  });

  test('is granted to ordinary addresses, and denied to what is none', () => {
    for (const address of ['8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450:4001::200e', '::ffff:8.8.8.8']) {
      assert.equal(isPublicAddress(address), true, address);
    }
    for (const text of ['', 'localhost', '8.8.8', '8.8.8.8.8', '1.2.3.4/8', '2001:db8::1', '::', 'fe80::1%eth0']) {
      assert.equal(isPublicAddress(text), false, text);
    }
  });
});
