import { afterEach, describe, expect, it } from '@jest/globals';
import { dismissToast, toasts } from '@vestibule/ui';
import type { VueWrapper } from '@vue/test-utils';
import { type Call, serve, settle, show, subscriberWith } from '../../test/page.ts';
import SubscriberGoFirstDialog from './SubscriberGoFirstDialog.vue';
import SubscriberInviteDialog from './SubscriberInviteDialog.vue';

let view: VueWrapper;
afterEach(() => {
  view.unmount();
  for (const { id } of [...toasts]) dismissToast(id);
});

const subscriber = subscriberWith();
const link = 'https://activate.example.com/activate/k3y#invitation=AbCdEfGhIjKlMnOpQrStUv';
const dialog = (): HTMLElement => document.querySelector<HTMLElement>('[role=dialog]') ?? document.body;
const press = async (name: string): Promise<void> => {
  [...document.querySelectorAll<HTMLButtonElement>('[role=dialog] button')].find((button) => button.textContent?.trim() === name)?.click();
  await settle();
};

describe('inviting a user personally', () => {
  async function open(known: object | null, answer: (call: Call) => { status: number; body?: unknown } = () => ({ status: 201, body: { link, expiresAt: '2026-12-07T00:00:00.000Z' } })): Promise<Call[]> {
    const calls = serve((call) => (call.method === 'GET' ? { status: 200, body: { open: known } } : answer(call)));
    ({ view } = await show(SubscriberInviteDialog, { props: { subscriber, open: true, returnFocus: () => null } }));
    await settle();
    return calls;
  }

  it('shows the link and its code once, and offers no second one in the same breath', async () => {
    const calls = await open(null);
    await press('Make a link');
    expect(calls.find(({ method }) => method === 'POST')).toMatchObject({ path: `/v1/subscribers/${subscriber.id}/invitation`, body: { days: 14 } });
    expect(dialog().querySelector('input')?.value).toBe(link);
    expect(dialog().querySelector('svg[role=img]')?.getAttribute('aria-label')).toBe('QR code of the link for Ana Martin');
    expect(dialog().textContent).not.toContain('Make a link');
  });

  it('says that an earlier link works, and withdraws it', async () => {
    const calls = await open({ createdAt: '2026-11-01T00:00:00.000Z', expiresAt: '2026-12-01T00:00:00.000Z', createdBy: 'Nora' }, () => ({ status: 204 }));
    expect(dialog().textContent).toContain('A link made earlier works until');
    await press('Withdraw it');
    expect(calls.some(({ method }) => method === 'DELETE')).toBe(true);
    expect(toasts.map(({ text }) => text)).toEqual(['The personal link of ana@voice.example.com no longer works.']);
  });

  it('stays open and says why when it is refused', async () => {
    await open(null, () => ({ status: 409, body: { status: 409, code: 'subscriber.action_not_allowed', title: 'x' } }));
    await press('Make a link');
    expect(dialog().querySelector('[role=alert]')?.textContent).toContain('status has changed');
  });
});

describe('letting a user go first', () => {
  it('says who becomes the administrator before it does so', async () => {
    const calls = serve(() => ({ status: 202, body: subscriberWith({ status: 'provisioning', reason: 'queued' }) }));
    ({ view } = await show(SubscriberGoFirstDialog, { props: { subscriber: subscriberWith({ status: 'provisioning', reason: 'waiting_for_first_admin' }), open: true, returnFocus: () => null } }));
    await settle();
    expect(dialog().textContent).toContain('Whoever is active first becomes the administrator of Acme');
    expect(calls).toEqual([]);
    await press('Let go first');
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([`POST /v1/subscribers/${subscriber.id}/go-first`]);
    expect(toasts.map(({ text }) => text)).toEqual(['ana@voice.example.com goes on.']);
  });
});
