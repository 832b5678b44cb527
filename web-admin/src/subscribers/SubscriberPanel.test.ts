import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Subscriber, TimelineEntry } from '../api.ts';
import { type Call, serve, settle, show, subscriberWith } from '../../test/page.ts';
import SubscriberPanel from './SubscriberPanel.vue';
import { groupEntries } from './timeline-groups.ts';

const failure = { errorCode: 200039, code: 'cloud.email_in_use_elsewhere', description: 'Email address 4711 is owned by org Z', trackingId: 'ROUTER_1' };

function entryWith(changes: Partial<TimelineEntry>): TimelineEntry {
  return { id: crypto.randomUUID(), at: '2026-01-02T10:00:00.000Z', type: 'subscriber.handed_over', actor: { kind: 'system', name: null }, data: {}, traceId: 'a'.repeat(32), mail: null, attempt: null, ...changes };
}
const attempt = {
  operationId: '0193f1c2-0000-7000-8000-000000000009', kind: 'provision', number: 2, state: 'failed', startedAt: '2026-01-02T10:00:00.000Z', finishedAt: '2026-01-02T10:00:12.000Z', nextAttemptAt: null, failure,
  steps: [{ name: 'find_account', state: 'done', startedAt: '2026-01-02T10:00:00.000Z', finishedAt: '2026-01-02T10:00:00.400Z' }, { name: 'create_account', state: 'failed', startedAt: '2026-01-02T10:00:00.400Z', finishedAt: '2026-01-02T10:00:12.000Z' }],
} as const;
const story: TimelineEntry[] = [
  entryWith({ type: 'operation.failed', attempt: { ...attempt, steps: [...attempt.steps] } }),
  entryWith({ type: 'message.queued', mail: { kind: 'verification_code', to: 'ana@example.com', state: 'refused', nextAttemptAt: null, reason: null, attempts: [{ at: '2026-01-02T09:59:00.000Z', outcome: 'refused', smtpCode: 550, response: '550 no such user' }] } }),
  entryWith({ type: 'subscriber.retried', traceId: 'b'.repeat(32), actor: { kind: 'admin', name: 'Ada' }, data: { mode: 'vouch', oldEmail: 'old@example.com', newEmail: 'new@example.com' } }),
  entryWith({ type: 'subscriber.handed_over', traceId: 'c'.repeat(32), at: '2026-01-01T10:00:00.000Z', actor: { kind: 'broadworks', name: 'BroadWorks' } }),
];
const support = { product: { name: 'Vestibule', version: '1.2.3' }, trackingIds: ['a'.repeat(32)] };

describe('the panel of a user', () => {
  let calls: Call[];
  let subscriber: Subscriber;
  let copied = '';
  beforeEach(() => {
    subscriber = subscriberWith({ status: 'error', reason: failure.code, errors: [failure], allowedActions: ['retry_activation', 'delete', 'copy_error_text'] });
    calls = serve(({ path, query }) => {
      if (path === '/v1/session') return { status: 200, body: { admin: { id: 'me' }, rights: ['subscribers:read', 'events:read'] } };
      if (path.endsWith('/support-document')) return { status: 200, body: support };
      if (path.endsWith('/timeline')) return { status: 200, body: query.get('cursor') ? { items: story.slice(3), nextCursor: null } : { items: story.slice(0, 3), nextCursor: 'more' } };
      return { status: 200, body: subscriber };
    });
    Object.assign(navigator, { clipboard: { writeText: async (text: string) => void (copied = text) } });
  });
  afterEach(() => void (document.body.innerHTML = ''));

  const open = async (props = {}) => {
    const { view } = await show(SubscriberPanel, { props: { subscriberId: subscriber.id, editable: true, ...props } });
    for (let round = 0; round < 20 && !view.text().includes('Handed over') && !view.text().includes('Show earlier'); round += 1) await settle();
    return view;
  };
  const button = (view: Awaited<ReturnType<typeof open>>, name: string) => view.findAll('button').find((each) => each.text() === name || each.attributes('aria-label') === name);

  it('asks for the user and the story together, and takes the focus', async () => {
    const view = await open();
    expect(calls.map(({ path }) => path.split('/').at(-1)).filter((name) => name !== 'session').sort()).toEqual([subscriber.id, 'timeline'].sort());
    expect(document.activeElement).toBe(view.element);
    expect(view.attributes('aria-label')).toBe(subscriber.userId);
  });

  it('says what to do about an error, and the platform\'s own words only under Technical details', async () => {
    const view = await open();
    expect(view.text()).toContain('belongs to another organization');
    expect(view.text()).not.toContain(failure.description);
    for (const each of view.findAll('button').filter((one) => one.text() === 'Technical details')) await each.trigger('click');
    expect(view.text()).toContain(failure.description);
    expect(view.text()).toContain('ROUTER_1');
    await button(view, 'Retry activation')?.trigger('click');
    expect(view.emitted('act')?.[0]).toEqual(['retry_activation', subscriber]);
  });

  it('tells tries with their steps and durations, mails with the server\'s answer, and what an admin did with both addresses', async () => {
    const view = await open();
    const text = view.get('section[aria-labelledby=timeline-title]').text().replace(/\s+/g, ' ');
    for (const part of ['Create the cloud account, try 2', 'Failed', 'took 12 sec', 'Look for an account', '400 ms', 'Mail with the code', 'Refused', '550 no such user', 'old@example.com → new@example.com', 'by Ada', 'vouches']) expect(text).toContain(part);
  });

  it('says a tracking id once for what belongs together, and shows earlier entries when asked', async () => {
    const view = await open();
    expect(view.text().split('a'.repeat(32))).toHaveLength(2);
    await button(view, 'Show earlier')?.trigger('click');
    for (let round = 0; round < 10 && !view.text().includes('Handed over'); round += 1) await settle();
    expect(view.text()).toContain('Handed over');
    expect(button(view, 'Show earlier')).toBeUndefined();
  });

  it('copies one document for support', async () => {
    const view = await open();
    await button(view, 'Copy for support')?.trigger('click');
    await settle();
    expect(JSON.parse(copied)).toEqual(support);
  });

  it('leads to the same user in the audit log', async () => {
    const view = await open();
    expect(view.findAll('a').find((link) => link.text() === 'Audit log')?.attributes('href')).toBe(`/admin/audit?subscriberId=${subscriber.id}`);
  });

  it('closes by its cross and by Escape', async () => {
    const view = await open();
    await button(view, 'Close details')?.trigger('click');
    await view.trigger('keydown', { key: 'Escape' });
    expect(view.emitted('close')).toHaveLength(2);
  });

  it('offers nothing that changes a user to who may not', async () => {
    subscriber = { ...subscriber, allowedActions: ['copy_error_text'] };
    const view = await open({ editable: false });
    expect(button(view, 'Retry activation')).toBeUndefined();
    expect(button(view, 'Copy for support')).toBeDefined();
  });
});

describe('entries of a timeline', () => {
  it('are put together by day and by what stands together under one tracking id', () => {
    const days = groupEntries(story, (at) => at.slice(0, 10));
    expect(days.map(({ day, groups }) => [day, groups.map(({ entries }) => entries.length)])).toEqual([['2026-01-02', [2, 1]], ['2026-01-01', [1]]]);
  });
});
