import { describe, expect, it } from '@jest/globals';
import { literalAddress, mayCall, networkKind } from './network.ts';

describe('the network an address is in', () => {
  it.each(['169.254.169.254', '169.254.1.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '100.100.100.200', '::', 'fe80::1', 'fe80::1%eth0', '[fe80::1]', 'ff02::1', 'fd00:ec2::254', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1', '::a9fe:a9fe', '::ffff:0:a9fe:a9fe', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '64:ff9b:1::a9fe:a9fe', '64:ff9b::1'])(
    'never lets %s be called, whatever is allowed',
    (address) => {
      expect(networkKind(address)).toBe('never');
      expect(mayCall(address, true)).toBe(false);
    },
  );

  it.each(['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '::1', '[::1]', 'fc00::1', 'fd12::1', '::ffff:10.0.0.1', '::ffff:7f00:1', '::7f00:1', '::ffff:0:7f00:1', '2002:a01::1', '2002:7f00::', '2002:c0a8:0:1::1', '64:ff9b::a01:0'])('lets %s be called only where private networks are allowed', (address) => {
    expect([networkKind(address), mayCall(address, true), mayCall(address, false)]).toEqual(['private', true, false]);
  });

  it.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('lets %s be called', (address) => {
    expect([networkKind(address), mayCall(address, false)]).toEqual(['public', true]);
  });

  it('tells an address from a name', () => {
    expect([literalAddress('[::1]'), literalAddress('10.0.0.1'), literalAddress('xsp.example.com')]).toEqual(['::1', '10.0.0.1', null]);
  });
});
