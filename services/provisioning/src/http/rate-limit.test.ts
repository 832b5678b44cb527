import { describe, expect, it } from '@jest/globals';
import { networkOf } from './rate-limit.ts';

describe('the network an address belongs to', () => {
  it.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:12:34ff::1', '2001:0db8:0012:3400::/56'],
    ['2001:db8:12:3401:aaaa:bbbb:cccc:dddd', '2001:0db8:0012:3400::/56'],
    ['2001:DB8::1', '2001:0db8:0000:0000::/56'],
    ['fe80::1%eth0', 'fe80:0000:0000:0000::/56'],
    ['::1', '0000:0000:0000:0000::/56'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
