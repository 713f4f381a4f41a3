import { type LookupAddress, lookup as resolveName } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Nothing was sent: the target is at an address that is not public. */
export class PrivateTarget extends Error {
  constructor(address: string) {
    super(`The target is at ${address}, which is not a public address.`);
    this.name = 'PrivateTarget';
  }
}

/**
 * Resolves names for a connection and refuses those that have an address which is not public. The connection is made to
 * the very addresses that were checked: a name that says something else a moment later (DNS rebinding) is not asked again.
 */
export function guardedLookup(resolve: Resolve = resolveByDns): LookupFunction {
  return lookupBy(async (hostname) => {
    const addresses = await resolve(hostname);
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    if (refused) throw new PrivateTarget(refused.address);
    return addresses;
  });
}

/** Resolves names without asking what they lead to. */
export function openLookup(resolve: Resolve = resolveByDns): LookupFunction {
  return lookupBy(resolve);
}

function lookupBy(resolve: Resolve): LookupFunction {
  return (hostname, { all = false }, answer) => {
    const handOver = (addresses: readonly LookupAddress[]): void => {
      const [first] = addresses;
      if (!first) answer(new Error('The name of the target has no address.'), '');
      else if (all) answer(null, [...addresses]);
      else answer(null, first.address, first.family);
    };
    resolve(hostname).then(handOver, (error: Error) => answer(error, ''));
  };
}

const resolveByDns: Resolve = async (hostname) =>
  new Promise((resolve, reject) => {
    resolveName(hostname, { all: true }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses);
    });
  });
