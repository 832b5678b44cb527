import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { VueWrapper } from '@vue/test-utils';
import type { Right, Subscriber } from '../api.ts';
import { serve, settle, show, subscriberWith, type Call } from '../../test/page.ts';
import SubscribersPage from './SubscribersPage.vue';

const all: Right[] = ['templates:read', 'templates:write', 'subscribers:read', 'subscribers:write'];
let view: VueWrapper;
afterEach(() => {
  view.unmount();
  jest.useRealTimers();
});

type Server = { rights?: Right[]; list?: (call: Call) => { status: number; body?: unknown } };

async function visit(path: string, { rights = all, list = () => ({ status: 200, body: { items: [subscriberWith()], nextCursor: null } }) }: Server = {}) {
  const calls = serve((call) => {
    if (call.path === '/v1/session') return { status: 200, body: { admin: {}, provider: {}, rights } };
    if (call.path === '/v1/subscribers/counts') return { status: 200, body: { total: 1, byStatus: { error: 0, pending_email_input: 1 }, capped: false } };
    if (call.path === '/v1/templates') return { status: 200, body: { items: [{ id: 't-1', name: 'Acme' }], nextCursor: null } };
    if (call.path === '/v1/subscribers') return list(call);
    return { status: 200, body: subscriberWith() };
  });
  const shown = await show(SubscribersPage, { path });
  ({ view } = shown);
  await settle();
  return { ...shown, calls, lists: () => calls.filter((call) => call.path === '/v1/subscribers') };
}

describe('user status', () => {
  it('asks for the view in the URL and shows its rows', async () => {
    const { lists } = await visit('/subscribers?templateId=t-1&status=error&excludeProvisioned=true&q=ana');
    expect(Object.fromEntries(lists()[0]?.query ?? [])).toEqual({ templateId: 't-1', status: 'error', excludeProvisioned: 'true', q: 'ana', sort: '-lastStatusChange', limit: '50' });
    expect(view.find('tbody [role=row]').text()).toContain('ana@voice.example.com');
  });

  it('puts a pressed status chip into the URL and counts its users', async () => {
    const { router } = await visit('/subscribers');
    const chip = view.findAll('button[aria-pressed]').find((button) => button.text().startsWith('Waiting for e-mail'));
    expect(chip?.text()).toContain('1');
    await chip?.trigger('click');
    await settle();
    expect(router.currentRoute.value.query).toEqual({ status: 'pending_email_input' });
  });

  it('sorts by a header and says so to assistive technology', async () => {
    const { router } = await visit('/subscribers');
    const header = view.findAll('th').find((cell) => cell.text() === 'BroadWorks id');
    await header?.find('button').trigger('click');
    await settle();
    expect(router.currentRoute.value.query).toEqual({ sort: 'userId' });
    expect(header?.attributes('aria-sort')).toBe('ascending');
  });

  it('shows no row menus to an admin who may only read', async () => {
    await visit('/subscribers', { rights: ['subscribers:read'] });
    expect(view.find('[data-open]').exists()).toBe(true);
    expect(view.find('[data-menu]').exists()).toBe(false);
  });

  it('offers a retry when the list cannot be loaded, and shows the list after it', async () => {
    let broken = true;
    await visit('/subscribers', { list: () => (broken ? { status: 503, body: { status: 503, code: 'service.unavailable', title: 'x' } } : { status: 200, body: { items: [subscriberWith()], nextCursor: null } }) });
    expect(view.find('[role=alert]').text()).toContain('The service is not ready');
    broken = false;
    await view.find('[role=alert] button').trigger('click');
    await settle();
    expect(view.find('[data-open]').exists()).toBe(true);
  });

  it.each([
    ['/subscribers', 'No users yet'],
    ['/subscribers?q=zzz', 'No user fits these filters'],
    ['/subscribers?excludeProvisioned=true', 'Nobody is waiting'],
  ])('says why %s shows nobody', async (path, words) => {
    await visit(path, { list: () => ({ status: 200, body: { items: [], nextCursor: null } }) });
    expect(view.text()).toContain(words);
  });

  it('focuses the search at "/", but not while somebody types', async () => {
    await visit('/subscribers');
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
    expect(document.activeElement).toBe(view.find('input[type=search]').element);
  });

  it('follows a user under way where the row stands, and rests when nothing moves', async () => {
    const running = subscriberWith({ id: 'a', status: 'provisioning', reason: 'queued', allowedActions: [] });
    const still: Subscriber = subscriberWith({ id: 'b', userId: 'bob@voice.example.com' });
    let items = [still, running];
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setTimeout', 'setImmediate', 'queueMicrotask'] });
    const { lists } = await visit('/subscribers', { list: () => ({ status: 200, body: { items, nextCursor: null } }) });
    items = [{ ...running, status: 'provisioned', reason: null }, still];
    jest.advanceTimersByTime(4_000);
    await settle();
    expect(view.findAll('tbody [role=row]').map((row) => row.text()).map((text) => /Provisioned|Pending/.exec(text)?.[0])).toEqual(['Pending', 'Provisioned']);
    const before = lists().length;
    jest.advanceTimersByTime(20_000);
    await settle();
    expect(lists()).toHaveLength(before);
  });
});
