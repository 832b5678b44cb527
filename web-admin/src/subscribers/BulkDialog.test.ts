import { afterEach, describe, expect, it } from '@jest/globals';
import { dismissToast, toasts } from '@vestibule/ui';
import type { VueWrapper } from '@vue/test-utils';
import type { BulkAction, BulkDryRun } from '../api.ts';
import { type Call, serve, settle, show } from '../../test/page.ts';
import BulkDialog from './BulkDialog.vue';

let view: VueWrapper;
afterEach(() => {
  view.unmount();
  for (const { id } of [...toasts]) dismissToast(id);
});

const target = { filter: { status: 'error' } };
const countOf = (changes: Partial<BulkDryRun>): BulkDryRun => ({ action: 'delete', total: 3, ready: 3, samples: ['ana@voice.example.com'], skipped: [], capped: false, confirmationNeeded: false, ...changes });
type Given = { counts: BulkDryRun[]; refusal?: string };

/** Opens the dialog over a server that counts as given, the last count for good, and refuses the first start with `refusal`. */
async function ask(action: BulkAction, { counts, refusal }: Given): Promise<{ starts: () => Call[]; counted: () => Call[] }> {
  let refused = false;
  let at = 0;
  const calls = serve(({ path, body }) => {
    if (path === '/v1/session') return { status: 200, body: { admin: {}, provider: {}, rights: ['subscribers:read', 'subscribers:write', 'subscribers:vouch', 'subscribers:support'] } };
    if (path !== '/v1/bulk-operations') return { status: 200, body: { items: [], nextCursor: null } };
    if (isDryRun(body)) return { status: 200, body: { ...(counts[Math.min(at++, counts.length - 1)] ?? countOf({})), action } };
    if (!refusal || refused) return { status: 202, body: { id: 'op-1', state: 'running' } };
    refused = true;
    return { status: 409, body: { status: 409, code: refusal, title: 'x' } };
  });
  ({ view } = await show(BulkDialog, { props: { action, target, open: true } }));
  await settle();
  const asked = () => calls.filter(({ path }) => path === '/v1/bulk-operations');
  return { starts: () => asked().filter(({ body }) => !isDryRun(body)), counted: () => asked().filter(({ body }) => isDryRun(body)) };
}

const isDryRun = (body: unknown): boolean => typeof body === 'object' && body !== null && 'dryRun' in body;
const dialog = (): HTMLElement => document.querySelector<HTMLElement>('[role=dialog]') ?? document.body;
const words = (): string => dialog().textContent?.replace(/\s+/g, ' ') ?? '';
const field = (): HTMLInputElement | null => dialog().querySelector('input[inputmode=numeric]');
const submit = (): HTMLButtonElement | null => dialog().querySelector('[data-actions] button[type=submit]');

async function type(text: string): Promise<void> {
  const input = field();
  if (!input) throw new Error('nothing to type into');
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
}

async function confirm(): Promise<void> {
  dialog().querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settle();
}

describe('the same for many', () => {
  it('tells to how many it is done, and for each reason how many are passed over', async () => {
    await ask('retry', { counts: [countOf({ total: 1_240, ready: 12, skipped: [{ code: 'no_email', count: 1_200, samples: ['bob@voice.example.com'] }, { code: 'running', count: 28, samples: [] }] })] });
    expect(words()).toContain('12 users will be retried');
    expect(words()).toContain('1,228 users are passed over');
    expect(words()).toContain('1,200no e-mail address(for example bob@voice.example.com)');
    expect(words()).toContain('28work is running');
    expect(field()).toBeNull();
  });

  it('cannot be started when nobody is left for it', async () => {
    const { starts } = await ask('resend', { counts: [countOf({ ready: 0, skipped: [{ code: 'not_waiting_for_code', count: 3, samples: [] }] })] });
    expect(submit()?.disabled).toBe(true);
    await confirm();
    expect(starts()).toEqual([]);
  });

  it.each(['retry', 'resend', 'change_package', 'delete'] as const)('asks for the number where many are touched, takes no other, and sends it along (%s)', async (action) => {
    const { starts } = await ask(action, { counts: [countOf({ total: 1_200, ready: 1_200, confirmationNeeded: true })] });
    await confirm();
    expect(words()).toContain('Type 1,200, the number of users, to go on.');
    expect(document.activeElement).toBe(field());
    await type('120');
    await confirm();
    expect(starts()).toEqual([]);
    await type('1,200');
    await confirm();
    expect(starts().map(({ body }) => body)).toEqual([expect.objectContaining({ action, target, confirm: 1_200 })]);
    expect(view.emitted('started')).toHaveLength(1);
    expect(toasts).toHaveLength(1);
  });

  it('sends the number of a few along only where they are deleted', async () => {
    const { starts } = await ask('delete', { counts: [countOf({})] });
    await confirm();
    expect(starts()[0]?.body).toMatchObject({ confirm: 3 });
    view.unmount();
    const retry = await ask('retry', { counts: [countOf({})] });
    await confirm();
    expect(retry.starts()[0]?.body).toMatchObject({ action: 'retry', mode: 'verify' });
    expect(retry.starts()[0]?.body).not.toHaveProperty('confirm');
  });

  it.each(['bulk_operation.count_changed', 'bulk_operation.confirmation_needed'])('shows the numbers of now after %s, and asks for them', async (refusal) => {
    const { starts, counted } = await ask('delete', { counts: [countOf({ total: 99, ready: 99 }), countOf({ total: 101, ready: 101, confirmationNeeded: true })], refusal });
    await confirm();
    expect(dialog().querySelector('[role=alert]')?.textContent).toBeTruthy();
    expect(counted()).toHaveLength(2);
    expect(words()).toContain('101 users will be deleted');
    expect(view.emitted('update:open')).toBeUndefined();
    await type('101');
    await confirm();
    expect(starts().at(-1)?.body).toMatchObject({ confirm: 101 });
    expect(view.emitted('update:open')).toEqual([[false]]);
  });

  it('says why it could not be counted, and starts nothing', async () => {
    const calls = serve(({ path }) => (path === '/v1/bulk-operations' ? { status: 403, body: { status: 403, code: 'access.forbidden', title: 'x' } } : { status: 200, body: { rights: [] } }));
    ({ view } = await show(BulkDialog, { props: { action: 'delete', target, open: true } }));
    await settle();
    expect(dialog().querySelector('[role=alert]')?.textContent).toBeTruthy();
    expect(submit()?.disabled).toBe(true);
    await confirm();
    expect(calls.filter(({ path }) => path === '/v1/bulk-operations')).toHaveLength(1);
  });

  it('counts a move only when it is known where to', async () => {
    const { counted } = await ask('move_template', { counts: [countOf({})] });
    expect(counted()).toEqual([]);
    expect(submit()?.disabled).toBe(true);
  });
});
