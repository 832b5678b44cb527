import { BlockList, isIP } from 'node:net';

/** never: nothing a template needs lives there, and cloud machines answer with their own credentials. private: only when this installation allows it. */
export type Network = 'public' | 'private' | 'never';

const listOf = (v4: readonly (readonly [string, number])[], v6: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList();
  for (const [net, prefix] of v4) list.addSubnet(net, prefix, 'ipv4');
  for (const [net, prefix] of v6) list.addSubnet(net, prefix, 'ipv6');
  return list;
};
/** Unspecified, link-local (with the metadata services of clouds), multicast and broadcast addresses; tunnels (Teredo, a network's own NAT64) that lead who knows where. */
const never = listOf([['0.0.0.0', 8], ['169.254.0.0', 16], ['224.0.0.0', 4], ['240.0.0.0', 4], ['100.100.100.200', 32], ['192.0.0.192', 32]], [['::', 128], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8], ['fd00:ec2::', 32], ['2001::', 32], ['64:ff9b:1::', 48]]);
const own = listOf([['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15]], [['::1', 128], ['fc00::', 7]]);

/** Sorts an IP address. An IPv4 address written as IPv6 (mapped, compatible, translated, NAT64, 6to4) is sorted as what it stands for. */
export function networkKind(address: string): Network {
  const plain = embedded(address.replace(/^\[|\]$/g, '').replace(/%.*$/, ''));
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
  if (never.check(plain, family)) return 'never';
  return own.check(plain, family) ? 'private' : 'public';
}

function embedded(address: string): string {
  if (isIP(address) !== 6) return address;
  // The URL parser writes every IPv6 address in hexadecimal, also one that ends in an IPv4 address.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const groups = groupsOf(short);
  const start = groups.slice(0, 6).map((group) => group.toString(16)).join(':');
  if (start.startsWith('2002:')) return dotted(groups.slice(1, 3));
  const isCompatible = start === '0:0:0:0:0:0' && groups[6] !== 0;
  return isCompatible || ['0:0:0:0:0:ffff', '0:0:0:0:ffff:0', '64:ff9b:0:0:0:0'].includes(start) ? dotted(groups.slice(6)) : short;
}

/** All eight groups of an IPv6 address in its shortest form. */
function groupsOf(short: string): number[] {
  const [before = [], after = []] = short.split('::').map((part) => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16))));
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

const dotted = (groups: readonly number[]): string => groups.flatMap((group) => [group >> 8, group & 255]).join('.');

/** May we call this address? */
export const mayCall = (address: string, allowPrivate: boolean): boolean => {
  const kind = networkKind(address);
  return kind === 'public' || (kind === 'private' && allowPrivate);
};

/** The address a host name is itself, or null when it is a name that must be looked up first. */
export const literalAddress = (hostname: string): string | null => (isIP(hostname.replace(/^\[|\]$/g, '')) ? hostname.replace(/^\[|\]$/g, '') : null);
