import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What is allocated to be reached from everywhere (RFC 4291); the rest of IPv6 is reserved, local, or a way into IPv4. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is a public one, which anybody can reach. Everything else is not: private, loopback, link-local,
 * multicast, carrier-grade NAT, documentation, reserved; and IPv6 that carries such an IPv4 address, or any (NAT64, 6to4,
 * Teredo), because where it leads is decided elsewhere. What is no address is not public either.
 */
export function isPublicAddress(address: string): boolean {
  // The library takes more for an address than a connection does: `8.8.8`, and octal.
  const family = isIP(address);
  if (family === 4) return ipaddr.IPv4.parse(address).range() === 'unicast';
  return family === 6 && isPublicIpv6(address);
}

function isPublicIpv6(address: string): boolean {
  // In groups of hex digits: the library reads `::1.2.3.4` as if it were `::ffff:1.2.3.4`. With a zone it is local anyway.
  const host = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1);
  if (host === undefined) return false;
  const parsed = ipaddr.IPv6.parse(host);
  // A mapped address is the IPv4 address that it carries.
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().range() === 'unicast';
  return parsed.range() === 'unicast' && parsed.match(globalUnicast);
}
