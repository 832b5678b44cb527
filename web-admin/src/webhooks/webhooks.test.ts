import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dismissToast, toasts } from '@vestibule/ui';
import type { Delivery, Webhook } from '../api.ts';
import { type Call, serve, settle, show } from '../../test/page.ts';
import DeliveryPage from './DeliveryPage.vue';
import { addressOf, askedOf, viewOf } from './delivery-view.ts';
import { asLocal, spanOf } from './replay-span.ts';
import WebhookPage from './WebhookPage.vue';
import WebhooksPage from './WebhooksPage.vue';

const id = '0193f1c2-0000-7000-8000-00000000000a';
const deliveryId = '0193f1c2-0000-7000-8000-00000000000b';
const health = { is: 'healthy' as const, lastSuccessAt: '2026-01-02T10:00:00.000Z', lastFailureAt: null, failingSince: null, failures: 0, pending: 3 };
const webhookWith = (changes: Partial<Webhook> = {}): Webhook => ({
  id, url: 'https://oss.example.com/hook?team=7', description: '', types: ['subscriber', 'io.vestibule.operation.failed.v1'], state: 'enabled', disabledReason: null, disabledAt: null,
  publicKey: 'whpk_abc', previousSecretUntil: null, previousKeyUntil: null, health, replay: null, createdBy: 'Ada', createdAt: '2026-01-01T00:00:00.000Z', version: 4, ...changes,
});
const attempt = { number: 1, at: '2026-01-02T10:00:00.000Z', durationMs: 1_234, outcome: 'refused' as const, status: 503, detail: null, reply: 'Down for <b>repairs</b>' };
const deliveryWith = (changes: Partial<Delivery> = {}): Delivery => ({ id: deliveryId, type: 'io.vestibule.subscriber.provisioned.v1', sequence: 41, state: 'failed', nextAttemptAt: null, createdAt: '2026-01-02T10:00:00.000Z', settledAt: null, attempts: [attempt], ...changes });

describe('webhooks', () => {
  let calls: Call[];
  let webhook: Webhook;
  let deliveries: Delivery[];
  let refusal: { code: string; errors?: object[] } | null;
  beforeEach(() => {
    [webhook, deliveries, refusal] = [webhookWith(), [deliveryWith()], null];
    calls = serve(({ method, path }) => {
      if (path === '/v1/session') return { status: 200, body: { admin: { id: 'me' }, rights: ['webhooks:write', 'templates:read'] } };
      if (method !== 'GET' && refusal) return { status: 409, body: { status: 409, title: 'x', ...refusal } };
      if (method === 'DELETE') return { status: 204 };
      if (path.endsWith('/test') || path.endsWith('/resend')) return { status: 202, body: deliveryWith({ state: 'pending' }) };
      if (path.endsWith('/deliveries')) return { status: 200, body: { items: deliveries, nextCursor: null } };
      if (path.includes('/deliveries/')) return { status: 200, body: { ...deliveries[0], event: { id: deliveryId, data: { status: 'provisioned' } } } };
      if (method === 'GET' && path === '/v1/webhooks') return { status: 200, body: { items: [webhook], nextCursor: null } };
      return { status: method === 'GET' ? 200 : 201, body: { ...webhook, ...(/rotate|webhooks$/.test(path) && { secret: 'whsec_once' }) } };
    });
  });
  afterEach(() => {
    document.body.innerHTML = '';
    for (const { id } of [...toasts]) dismissToast(id);
  });

  const rounds = async () => {
    for (let round = 0; round < 4; round += 1) await settle();
  };
  const press = async (name: string) => {
    [...document.querySelectorAll<HTMLElement>('button, [role=menuitem]')].filter((each) => each.textContent?.trim() === name).at(-1)?.click();
    await rounds();
  };
  const openPage = async () => {
    const shown = await show(WebhookPage, { props: { webhookId: id }, path: `/integrations/webhooks/${id}` });
    await rounds();
    return shown;
  };
  const menu = async (item: string) => {
    const trigger = document.querySelector<HTMLElement>('[data-webhook-menu]');
    trigger?.focus();
    trigger?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await rounds();
    await press(item);
  };
  const dialog = (): string => document.querySelector('[role=dialog]')?.textContent ?? '';
  const changes = () => calls.filter(({ method }) => method !== 'GET').map(({ method, path, body }) => [method, path.replace(`/v1/webhooks/${id}`, ''), body]);
  const type = async (name: string, value: string) => {
    const input = document.querySelector<HTMLInputElement>(`[role=dialog] input[name=${name}]`);
    if (!input) throw new Error(`no field ${name}`);
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await settle();
  };

  it('are listed by their host, with what they are for in words, what waits and when the last one arrived', async () => {
    const { view } = await show(WebhooksPage, { path: '/webhooks' });
    await rounds();
    for (const part of ['oss.example.com', 'Working', 'Users: all events, Work in the cloud failed', 'Events waiting', '3']) expect(view.text()).toContain(part);
  });

  it.each([['gone', 'the receiver answered that it is gone (410)'], ['failing', 'nothing could be delivered for five days'], ['somebody', 'was disabled by an admin or a program']] as const)('say why they are disabled: %s', async (disabledReason, words) => {
    webhook = webhookWith({ state: 'disabled', disabledReason, disabledAt: '2026-01-02T10:00:00.000Z', health: { ...health, is: 'disabled' } });
    const { view } = await show(WebhooksPage, { path: '/webhooks' });
    await rounds();
    expect(view.text()).toContain(words);
  });

  it('are created for the chosen events only; the secret is shown once, with how to verify, and then the webhook itself', async () => {
    const { router } = await show(WebhooksPage, { path: '/webhooks' });
    await rounds();
    await press('New webhook');
    await press('Create webhook');
    expect(dialog()).toContain('Enter the address.');
    await type('url', 'https://oss.example.com/hook');
    document.querySelectorAll<HTMLInputElement>('[role=dialog] input[type=radio]')[1]?.click();
    await settle();
    await press('Create webhook');
    expect(dialog()).toContain('Choose at least one.');
    document.querySelector<HTMLInputElement>('[role=dialog] input[type=checkbox]')?.click();
    await press('Create webhook');
    expect(changes()).toEqual([['POST', '/v1/webhooks', { url: 'https://oss.example.com/hook', description: '', types: ['subscriber'] }]]);
    expect([...document.querySelectorAll<HTMLInputElement>('[role=dialog] input')].map(({ value }) => value)).toEqual(['whsec_once', 'whpk_abc']);
    expect(dialog()).toContain('webhook.verify(rawBody, request.headers)');
    await press('I have copied it');
    expect(router.currentRoute.value.params['webhookId']).toBe(id);
  });

  it('say at the address what the server refuses about it', async () => {
    await show(WebhooksPage, { path: '/webhooks' });
    await rounds();
    await press('New webhook');
    await type('url', 'http://10.0.0.1/hook');
    refusal = { code: 'request.invalid', errors: [{ pointer: '/url', message: 'x' }] };
    await press('Create webhook');
    expect(dialog()).toContain('This address cannot be used.');
  });

  it('lead to what comes of a test', async () => {
    const { router } = await openPage();
    await press('Send test event');
    expect(changes()).toEqual([['POST', '/test', undefined]]);
    expect(router.currentRoute.value.fullPath).toBe(`/integrations/webhooks/${id}/deliveries/${deliveryId}`);
  });

  it('show each delivery with its last answer as text, attempts and duration, and ask for one state at a time', async () => {
    const { view } = await openPage();
    for (const part of ['Account ready', 'Failed', '503 · Down for <b>repairs</b>', '1.2 sec']) expect(view.get('table').text()).toContain(part);
    await press('Waiting');
    expect(calls.filter(({ path }) => path.endsWith('/deliveries')).at(-1)?.query.get('state')).toBe('pending');
  });

  it('narrow their deliveries to a time, kinds of events and a user, as the address says', () => {
    const user = '0193f1c2-0000-7000-8000-00000000000c';
    const view = viewOf({ state: 'failed', type: 'operation,subscriber,nonsense', span: 'day', user });
    expect(addressOf(view)).toEqual({ state: 'failed', type: 'subscriber,operation', span: 'day', user });
    expect(askedOf(view, Date.parse('2026-01-02T00:00:00.000Z'))).toEqual({ state: 'failed', type: 'subscriber,operation', from: '2026-01-01T00:00:00.000Z', subscriberId: user });
    expect(addressOf(viewOf({ state: 'lost', type: ['x'], span: 'year', user: 'me' }))).toEqual({});
  });

  it('get a new secret with the grace time somebody chose, said in words', async () => {
    await openPage();
    await menu('New secret or key');
    expect(dialog()).toContain('everything carries both signatures');
    webhook = webhookWith({ previousSecretUntil: '2026-01-03T10:00:00.000Z' });
    await press('Make a new secret');
    expect(changes()).toEqual([['POST', '/rotate-secret', { graceHours: 24 }]]);
    expect(dialog()).toMatch(/old and the new secret until/);
  });

  it('get a new key without a new secret', async () => {
    await openPage();
    await menu('New secret or key');
    document.querySelectorAll<HTMLInputElement>('[role=dialog] input[type=radio]')[1]?.click();
    await settle();
    webhook = webhookWith({ publicKey: 'whpk_new', previousKeyUntil: '2026-01-03T10:00:00.000Z' });
    await press('Make a new key');
    expect(changes()).toEqual([['POST', '/rotate-key', { graceHours: 24 }]]);
    expect(dialog()).toMatch(/old and the new key until/);
    expect([...document.querySelectorAll<HTMLInputElement>('[role=dialog] input')].map(({ value }) => value)).toEqual(['whpk_new']);
  });

  it('take an own secret, and say when it is a bad one', async () => {
    await show(WebhooksPage, { path: '/webhooks' });
    await rounds();
    await press('New webhook');
    await type('url', 'https://oss.example.com/hook');
    await press('Bring your own secret');
    await type('secret', 'whsec_bad');
    refusal = { code: 'request.invalid', errors: [{ pointer: '/secret', message: 'x' }] };
    await press('Create webhook');
    expect(dialog()).toContain('This is no secret, or it is easy to guess.');
    expect(changes()).toEqual([['POST', '/v1/webhooks', expect.objectContaining({ secret: 'whsec_bad' })]]);
  });

  it('say how many of how many were sent again, and stop', async () => {
    webhook = webhookWith({ replay: { failedOnly: true, from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z', startedAt: '2026-01-02T00:00:00.000Z', done: 18, total: 200 } });
    const { view } = await openPage();
    expect(view.text()).toContain('Events that were given up are being sent again');
    expect(view.get('[role=progressbar]').attributes()).toMatchObject({ 'aria-valuenow': '18', 'aria-valuemax': '200', 'aria-valuetext': '18 of 200' });
    webhook = webhookWith();
    await press('Stop sending again');
    expect(changes()).toEqual([['DELETE', '/replay', undefined]]);
  });

  it('are enabled with or without what was missed, and disabled, each after saying what that means', async () => {
    webhook = webhookWith({ state: 'disabled', disabledReason: 'gone', disabledAt: '2026-01-02T10:00:00.000Z' });
    const { view } = await openPage();
    await press('Enable');
    document.querySelectorAll<HTMLInputElement>('[role=dialog] input[type=radio]')[1]?.click();
    webhook = webhookWith();
    await press('Enable');
    view.unmount();
    await openPage();
    await menu('Disable');
    expect(dialog()).toContain('Nothing is sent until it is enabled again.');
    await press('Disable');
    expect(changes()).toEqual([['POST', '/enable', { skipMissed: true }], ['POST', '/disable', undefined]]);
  });

  it('send a span again, and say so when nothing happened in it or one is under way', async () => {
    await openPage();
    await menu('Send events again');
    refusal = { code: 'webhook.replay_running' };
    await press('Send events again');
    expect(dialog()).toContain('Events are being sent again already.');
    refusal = null;
    await press('Send events again');
    expect(changes().at(-1)).toEqual(['POST', '/replay', { from: expect.stringMatching(/Z$/), failedOnly: false }]);
    expect(toasts.map(({ text }) => text)).toEqual(['Nothing happened in that time.']);
  });

  it('are deleted after saying what goes with them', async () => {
    const { router } = await openPage();
    await menu('Delete webhook');
    expect(dialog()).toContain('everything that is known about its deliveries goes with it');
    await press('Delete webhook');
    expect(changes()).toEqual([['DELETE', '', undefined]]);
    expect(router.currentRoute.value.name).toBe('webhooks');
  });

  it('show every attempt of one delivery and what is sent, and send it again', async () => {
    const { view } = await show(DeliveryPage, { props: { webhookId: id, deliveryId }, path: `/integrations/webhooks/${id}/deliveries/${deliveryId}` });
    await rounds();
    for (const part of ['Account ready', 'Attempt 1: refused', '503', 'Down for <b>repairs</b>', deliveryId]) expect(view.text()).toContain(part);
    await press('What is sent');
    expect(view.text()).toContain('"status": "provisioned"');
    await press('Send again');
    expect(changes()).toEqual([['POST', `/deliveries/${deliveryId}/resend`, undefined]]);
  });
});

describe('a span to send again', () => {
  it('ends now where it is of so long, and is none where its ends are missing or the wrong way round', () => {
    const now = Date.parse('2026-03-02T09:30:00.000Z');
    expect(spanOf('day', { from: '', to: '' }, now)).toEqual({ from: '2026-03-01T09:30:00.000Z' });
    expect(spanOf('own', { from: asLocal(now - 60_000), to: asLocal(now) }, now)).toEqual({ from: '2026-03-02T09:29:00.000Z', to: '2026-03-02T09:30:00.000Z' });
    expect([spanOf('own', { from: asLocal(now), to: asLocal(now) }, now), spanOf('own', { from: '', to: asLocal(now) }, now)]).toEqual([null, null]);
  });
});
