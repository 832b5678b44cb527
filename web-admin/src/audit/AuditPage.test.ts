import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '../api.ts';
import { type Call, serve, settle, show } from '../../test/page.ts';
import AuditPage from './AuditPage.vue';
import { apiFilterOf, queryOf, unfiltered, viewOf } from './view.ts';

function eventWith(changes: Partial<AuditEntry>): AuditEntry {
  return {
    id: crypto.randomUUID(), sequence: 7, at: '2026-01-02T10:00:00.000Z', type: 'template.changed', actor: { kind: 'admin', id: crypto.randomUUID(), name: 'Ada' }, subject: 'Business customers',
    subscriberId: null, templateId: '0193f1c2-0000-7000-8000-000000000002', customerId: null, target: { kind: 'template', id: '0193f1c2-0000-7000-8000-000000000002' }, data: { changes: { name: { from: 'Old', to: 'Business customers' } } }, traceId: 'f'.repeat(32), ...changes,
  };
}

describe('the audit log', () => {
  let calls: Call[];
  let events: AuditEntry[];
  let chain: { head: number; verifiedTo: number | null; verifiedAt: string | null; brokenAt: number | null };
  let status = 200;
  beforeEach(() => {
    [events, status, chain] = [[eventWith({}), eventWith({ type: 'admin.sign_in_refused', subject: 'eve@example.com', templateId: null, target: null, actor: { kind: 'visitor', id: null, name: null }, data: { address: '203.0.113.9' } })], 200, { head: 41_000, verifiedTo: null, verifiedAt: null, brokenAt: null }];
    calls = serve(({ path, query }) => {
      if (path === '/v1/session') return { status: 200, body: { admin: { id: 'me' }, rights: ['events:read', 'templates:read', 'subscribers:read'] } };
      if (path === '/v1/templates') return { status: 200, body: { items: [{ id: 't1', name: 'Business customers' }], nextCursor: null } };
      if (path.endsWith('/chain')) return { status: 200, body: chain };
      if (path.endsWith('/verify')) {
        const next = query.get('after') === '0' ? 20_000 : null;
        if (next === null) chain = { ...chain, verifiedTo: 41_000, verifiedAt: '2026-01-02T10:00:00.000Z' };
        return { status: 200, body: { intact: true, checked: 1, head: 41_000, brokenAt: null, next } };
      }
      return status === 200 ? { status, body: { items: events, nextCursor: null } } : { status, body: { code: 'service.unavailable', title: 'Away', status } };
    });
  });
  afterEach(() => void (document.body.innerHTML = ''));

  const open = async (path = '/audit') => {
    const { view, router } = await show(AuditPage, { path });
    for (let round = 0; round < 4; round += 1) await settle();
    return { view, router };
  };
  const asked = () => calls.filter(({ path }) => path === '/v1/audit').at(-1)?.query;

  it('says in words who did what to whom, with the old and the new value; an event opens with everything recorded', async () => {
    const { view } = await open();
    for (const part of ['Ada', 'Template changed', 'Business customers', 'Name: Old → Business customers', 'Sign-in refused', 'eve@example.com', 'from 203.0.113.9']) expect(view.text()).toContain(part);
    expect(view.text()).not.toContain('template.changed');
    const more = view.get('button[aria-label*="Template changed"]');
    expect(more.attributes('aria-expanded')).toBe('false');
    await more.trigger('click');
    expect(more.attributes('aria-expanded')).toBe('true');
    for (const part of ['f'.repeat(32), 'template.changed', '"from": "Old"']) expect(view.text()).toContain(part);
  });

  it('asks for what the address says, and offers the same as a file', async () => {
    const { view } = await open('/audit?group=admin,template&actor=admin&q=ana&span=7');
    expect(Object.fromEntries(asked() ?? [])).toMatchObject({ group: 'template,admin', actor: 'admin', q: 'ana', from: expect.stringMatching(/^\d{4}-/) });
    expect(view.get('a[download]').attributes('href')).toMatch(/^\/v1\/audit\/export\?.*group=template%2Cadmin/);
    await view.findAll('button').find((each) => each.text() === 'Clear filters')?.trigger('click');
    for (let round = 0; round < 4; round += 1) await settle();
    expect([...(asked()?.keys() ?? [])]).toEqual(['limit']);
  });

  it('narrows to one event type, whoever acted, and whatever an event is about', async () => {
    const { view } = await open('/audit?group=admin,template&type=admin.invited');
    expect(Object.fromEntries(asked() ?? [])).toMatchObject({ group: 'template', type: 'admin.invited' });
    await view.get('button[aria-label*="Template changed"]').trigger('click');
    await view.findAll('button').find((each) => each.text() === 'Only by Ada')?.trigger('click');
    for (let round = 0; round < 4; round += 1) await settle();
    expect([...(asked()?.keys() ?? [])].sort()).toEqual(['actorId', 'limit']);
    expect(view.text()).toContain('Done by: Ada');
    await view.get('button[aria-label*="Template changed"]').trigger('click');
    await view.findAll('button').find((each) => each.text() === 'Everything about Business customers')?.trigger('click');
    for (let round = 0; round < 4; round += 1) await settle();
    expect(asked()?.get('templateId')).toBe('0193f1c2-0000-7000-8000-000000000002');
  });

  it('links to whom an event is about only as long as that exists', async () => {
    events = [eventWith({}), eventWith({ subject: 'Gone template', target: null })];
    const { view } = await open();
    expect(view.findAll('td a').map((link) => [link.text(), link.attributes('href')])).toEqual([['Business customers', '/admin/templates/0193f1c2-0000-7000-8000-000000000002']]);
  });

  it('verifies the whole chain, however many calls that takes, and says up to where it holds', async () => {
    const { view } = await open();
    expect(view.text()).toContain('41,000 events in the chain, not verified yet.');
    await view.findAll('button').find((each) => each.text() === 'Verify')?.trigger('click');
    for (let round = 0; round < 6; round += 1) await settle();
    expect(calls.filter(({ path }) => path.endsWith('/verify')).map(({ query }) => query.get('after'))).toEqual(['0', '20000']);
    expect(view.text()).toContain('Chain verified up to event 41,000 of 41,000.');
  });

  it('names the event at which the chain is broken', async () => {
    chain = { head: 41_000, verifiedTo: 11, verifiedAt: '2026-01-02T10:00:00.000Z', brokenAt: 12 };
    expect((await open()).view.get('[role=status]').text()).toContain('broken at event 12');
  });

  it('tells nothing found, nothing there and not loaded apart', async () => {
    events = [];
    expect((await open()).view.text()).toContain('Nothing has happened yet');
    expect((await open('/audit?q=zzz')).view.text()).toContain('No event fits these filters');
    status = 503;
    expect((await open('/audit?q=yyy')).view.get('[role=alert]').text()).toContain('This could not be loaded');
  });
});

describe('the view of the audit log', () => {
  it('survives the way through the address, and forgets what it does not know', () => {
    const view = { ...unfiltered, q: 'ana', group: ['admin' as const], actor: ['system' as const], type: ['admin.invited' as const], span: '30' as const, subscriberId: 'x', actorId: 'y', customerId: 'z' };
    expect(viewOf(queryOf(view) as Record<string, string>)).toEqual(view);
    expect(viewOf({ group: 'weather', type: 'admin.flew', actor: 'ghost', span: '3', from: 'soon', to: '2026-13-40' })).toEqual(unfiltered);
  });

  it('takes a day from its first moment to its last where the reader is', () => {
    const days = viewOf({ from: '2026-01-14', to: '2026-01-15', span: '7' });
    expect(days).toMatchObject({ from: '2026-01-14', to: '2026-01-15', span: '' });
    expect(apiFilterOf(days, new Date())).toEqual({ from: new Date(2026, 0, 14).toISOString(), to: new Date(2026, 0, 15, 23, 59, 59, 999).toISOString() });
  });

  it('begins a span at midnight, so that asking again asks the same', () => {
    const filter = (now: Date) => apiFilterOf({ ...unfiltered, span: '7' }, now);
    expect(filter(new Date(2026, 0, 20, 9, 30))).toEqual(filter(new Date(2026, 0, 20, 17, 45)));
    expect(filter(new Date(2026, 0, 20, 9, 30))).toEqual({ from: new Date(2026, 0, 14).toISOString() });
  });
});
