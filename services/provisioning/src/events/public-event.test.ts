import { describe, expect, it } from '@jest/globals';
import { cloudEventOf } from './cloud-event.ts';
import { eventTypes } from './event.ts';
import { fitsPrefix, publicTypeOf, publicTypes, recordedTypes, unknownPrefixes } from './public-event.ts';

const everything = { to: 'error', from: 'x', status: 'error', userId: 'ada@sp.example', email: 'ada@example.com', name: 'Ada', subject: 'Ada', description: 'Ada says', response: 'no such user ada@example.com', account: 'bw', firstUserId: 'ada@sp.example', oldEmail: 'a@example.com', newEmail: 'b@example.com', changes: { email: { from: 'a@example.com', to: 'b@example.com' } }, filters: { q: 'ada@example.com' }, baseUrl: 'https://cloud.example', address: '192.0.2.1' };
const recorded = { id: '01890a5d-ac96-774b-bcce-b302099a8057', at: new Date('2026-01-02T03:04:05.678Z'), subscriberId: 's', templateId: 't', customerId: null, actorKind: 'subscriber', actorId: 's', traceId: 'ab'.repeat(16) } as const;

describe('what leaves the house', () => {
  it('has a name of our own that says its version, each once', () => {
    expect(publicTypes.length).toBeGreaterThan(30);
    expect(new Set(publicTypes).size).toBe(publicTypes.length);
    for (const type of publicTypes) expect(type).toMatch(/^io\.vestibule\.[a-z_]+\.[a-z_]+\.v1$/);
  });

  it.each(eventTypes)('tells nothing personal of %s', (type) => {
    const text = JSON.stringify(cloudEventOf({ ...recorded, type, data: everything }, 7, 'https://v.example/providers/p')?.data ?? {});
    for (const personal of ['ada', 'Ada', '@', '192.0.2.1', 'cloud.example']) expect(text).not.toContain(personal);
  });

  it('keeps inside who signs in, who may do what and which programs there are', () => {
    for (const type of eventTypes.filter((type) => /^(admin|identity_provider|sign_in|provider|api_client)\./.test(type))) expect([type, publicTypeOf(type, {})]).toEqual([type, null]);
  });

  it('names the statuses others wait for, and is a CloudEvent in every field', () => {
    const statusType = (to: string) => publicTypeOf('subscriber.status_changed', { to });
    expect([statusType('provisioned'), statusType('error'), statusType('updating')]).toEqual(['io.vestibule.subscriber.provisioned.v1', 'io.vestibule.subscriber.failed.v1', 'io.vestibule.subscriber.status_changed.v1']);
    expect(cloudEventOf({ ...recorded, type: 'subscriber.status_changed', data: { to: 'provisioned', cause: 'succeeded' } }, 7, 'https://v.example/providers/p')).toEqual({
      specversion: '1.0', id: recorded.id, source: 'https://v.example/providers/p', type: 'io.vestibule.subscriber.provisioned.v1', subject: 'subscribers/s', time: '2026-01-02T03:04:05.678Z', datacontenttype: 'application/json',
      vestibulesequence: '7', traceparent: `00-${'ab'.repeat(16)}-bcceb302099a8057-00`,
      data: { subscriberId: 's', templateId: 't', status: 'provisioned', cause: 'succeeded', actor: { kind: 'subscriber', id: 's' }, trackingId: 'ab'.repeat(16) },
    });
    expect(cloudEventOf({ ...recorded, traceId: 'CLIENT-chosen', type: 'subscriber.deleted', data: {} }, 8, 's')).not.toHaveProperty('traceparent');
  });

  it('is chosen by beginnings, part by part', () => {
    const provisioned = 'io.vestibule.subscriber.provisioned.v1';
    for (const prefix of ['subscriber', 'subscriber.', 'io.vestibule.subscriber', 'subscriber.provisioned', provisioned]) expect([prefix, fitsPrefix(provisioned, [prefix])]).toEqual([prefix, true]);
    for (const prefix of ['sub', 'subscriber.prov', 'operation', 'subscriber.provisioned.v2']) expect([prefix, fitsPrefix(provisioned, [prefix])]).toEqual([prefix, false]);
    expect(fitsPrefix(provisioned, [])).toBe(true);
    expect(unknownPrefixes(['subscriber', 'subscribr', 'admin', '', 'io.vestibule.'])).toEqual(['subscribr', 'admin', '', 'io.vestibule.']);
    expect(recordedTypes(['subscriber.provisioned'])).toEqual(['subscriber.status_changed']);
  });
});
