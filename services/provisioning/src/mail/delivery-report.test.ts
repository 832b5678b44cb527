import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createVault } from '../vault.ts';
import { readDeliveryStatus } from './delivery-report.ts';
import { blamesAddress } from './message.ts';
import { messageOfReturnAddress, returnAddressOf } from './return-address.ts';

const report = (...lines: string[]) => ['Reporting-MTA: dns; mx.example.com', 'Arrival-Date: Mon, 2 Mar 2026 10:00:00 +0000', '', ...lines].join('\r\n');

describe('a report', () => {
  it('is read with its status and the words of the server, which may be folded over lines', () => {
    const text = report('Original-Recipient: rfc822;ann@example.com', 'Final-Recipient: rfc822; ann@example.com', 'Action: failed', 'Status: 5.1.1 (bad destination)', 'Diagnostic-Code: smtp; 550 5.1.1 <ann@example.com>:', '    Recipient address rejected');
    expect(readDeliveryStatus(text)).toEqual({ action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 <ann@example.com>: Recipient address rejected' });
  });

  it.each([['delayed', 'delayed'], ['DELIVERED', 'delivered'], ['relayed', 'delivered'], ['expanded', 'delivered'], ['Failed', 'failed']])('understands the action %s', (action, meant) => {
    expect(readDeliveryStatus(report(`Action: ${action}`, 'Status: 4.4.1'))).toMatchObject({ action: meant });
  });

  it('tells the worst of several recipients', () => {
    expect(readDeliveryStatus(report('Action: delivered', 'Status: 2.0.0', '', 'Action: failed', 'Status: 5.2.2'))).toMatchObject({ action: 'failed', status: '5.2.2' });
  });

  it.each(['', 'hello', 'Action: dancing\nStatus: 5.1.1', 'Status: 5.1.1'])('is none in %j', (text) => {
    expect(readDeliveryStatus(text)).toBeNull();
  });
});

describe('a return address', () => {
  const vault = createVault(randomBytes(32));
  const base = 'returns@mail.example.com';
  const id = randomUUID();

  it('names its mail in at most 64 characters before the at sign, whatever relays do to its case', () => {
    const address = returnAddressOf(vault, base, id);
    expect(address).toMatch(/^returns\+[0-9a-f]{48}@mail\.example\.com$/);
    expect(address.indexOf('@')).toBeLessThanOrEqual(64);
    expect(messageOfReturnAddress(vault, base, address)).toBe(id);
    expect(messageOfReturnAddress(vault, base, ` ${address.toUpperCase()} `)).toBe(id);
  });

  it.each([
    ['another mail with the same seal', (address: string) => address.replace(id.slice(0, 4), '0000')],
    ['a changed seal', (address: string) => address.replace(/.@/, (end) => (end === '0@' ? '1@' : '0@'))],
    ['another domain', (address: string) => address.replace('mail.example.com', 'evil.example.com')],
    ['no part of its own', () => base],
    ['another server\'s', () => returnAddressOf(createVault(randomBytes(32)), base, id)],
    ['nothing', () => ''],
  ])('is refused with %s', (_what, change) => {
    expect(messageOfReturnAddress(vault, base, change(returnAddressOf(vault, base, id)))).toBeNull();
  });
});

describe('the address is to blame', () => {
  it.each([['refused', 550, '5.1.1 No such mailbox'], ['bounced', null, '5.1.1 550 User unknown'], ['bounced', null, ''], ['refused', null, 'The recipient is not a usable address.']] as const)('for %s %s %j', (outcome, code, text) => {
    expect(blamesAddress(outcome, code, text)).toBe(true);
  });

  it.each([['refused', null, 'expired'], ['refused', 552, 'full'], ['bounced', null, '5.2.2 Mailbox full'], ['deferred', 451, '4.7.1 later'], ['delayed', null, '4.4.1'], ['accepted', 250, 'ok']] as const)('not for %s %s %j', (outcome, code, text) => {
    expect(blamesAddress(outcome, code, text)).toBe(false);
  });
});
