import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

export interface TargetRules {
  readonly webhooksOverHttp: boolean;
  readonly webhooksToPrivateAddresses: boolean;
}

/**
 * What is wrong with the URL of a webhook, as far as it can be told without resolving its name; empty: nothing. Names
 * are looked at when they are connected to (`guarded-lookup.ts`).
 */
export function urlFaults(text: string, rules: TargetRules): string[] {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return ['url must be an https:// address'];
  const faults: string[] = [];
  if (url.protocol === 'http:' && !rules.webhooksOverHttp) faults.push('url must begin with https://');
  if (url.username + url.password !== '') {
    faults.push('url must not hold a user or a password: what is sent is signed instead');
  }
  if (url.hash !== '') faults.push('url must not have a fragment');
  if (!rules.webhooksToPrivateAddresses && privateLiteral(url) !== null) {
    faults.push('url must not lead to an address that is not public');
  }
  return faults;
}

/** The host, where it is an address that is not public; null: it is public, or a name. */
export function privateLiteral({ hostname }: URL): string | null {
  // The parser has made 127.0.0.1 of 2130706433, 0x7f.1 and 017700000001.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 && !isPublicAddress(host) ? host : null;
}
