import { afterEach, describe, expect, it } from '@jest/globals';
import { dismissToast, toasts } from '@vestibule/ui';
import type { VueWrapper } from '@vue/test-utils';
import type { Subscriber } from '../api.ts';
import { serve, settle, show, subscriberWith, type Call } from '../../test/page.ts';
import SubscriberRetryDialog from './SubscriberRetryDialog.vue';

let view: VueWrapper;
afterEach(() => {
  view.unmount();
  for (const { id } of [...toasts]) dismissToast(id);
});

const page = (): HTMLElement => document.body;
const one = <Wanted extends Element>(selector: string): Wanted => {
  const found = page().querySelector<Wanted>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
};
const email = (): HTMLInputElement => one('input[name=email]');
const primary = (): HTMLButtonElement => one('button[type=submit]');

async function open(subscriber: Subscriber, answer: (call: Call) => { status: number; body?: unknown }): Promise<Call[]> {
  const calls = serve(answer);
  ({ view } = await show(SubscriberRetryDialog, { props: { subscriber, open: true, returnFocus: () => null } }));
  await settle();
  return calls;
}

async function submit(address: string): Promise<void> {
  email().value = address;
  email().dispatchEvent(new Event('input', { bubbles: true }));
  one('form').dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
}

describe('retry activation', () => {
  it('starts with the address known so far and with the verification mail', async () => {
    await open(subscriberWith({ email: 'old@example.com' }), () => ({ status: 202 }));
    expect(email().value).toBe('old@example.com');
    expect(one<HTMLInputElement>('input[value=verify]').checked).toBe(true);
    expect(primary().textContent?.trim()).toBe('Send mail');
  });

  it('sends the mail, closes and says so', async () => {
    const subscriber = subscriberWith();
    const calls = await open(subscriber, () => ({ status: 202, body: { ...subscriber, status: 'pending_email_validation' } }));
    await submit(' ana@example.com ');
    expect(calls).toMatchObject([{ method: 'POST', path: `/v1/subscribers/${subscriber.id}/retry-activation`, body: { email: 'ana@example.com', mode: 'verify' } }]);
    expect(view.emitted('update:open')).toEqual([[false]]);
    expect(toasts.map(({ text }) => text)).toEqual(['A verification mail is on its way to ana@example.com.']);
  });

  it('names the button Onboard when the admin vouches, and sends that', async () => {
    const subscriber = subscriberWith();
    const calls = await open(subscriber, () => ({ status: 202, body: subscriber }));
    one<HTMLInputElement>('input[value=vouch]').click();
    await settle();
    expect(primary().textContent?.trim()).toBe('Onboard');
    await submit('ana@example.com');
    expect(calls[0]?.body).toEqual({ email: 'ana@example.com', mode: 'vouch' });
  });

  it.each([['', 'Enter an e-mail address.'], ['ana', 'This does not look like an e-mail address.']])('asks for an address before any call: %p', async (address, words) => {
    const calls = await open(subscriberWith(), () => ({ status: 202 }));
    await submit(address);
    expect(calls).toEqual([]);
    expect(page().textContent).toContain(words);
    expect(document.activeElement).toBe(email());
  });

  it.each([
    [409, 'subscriber.email_in_use', 'Another user has this e-mail address.'],
    [400, 'subscriber.email_invalid', 'This is not a usable e-mail address.'],
  ])('shows a refused address at the field and stays open (%i %s)', async (status, code, words) => {
    await open(subscriberWith(), () => ({ status, body: { status, code, title: code } }));
    await submit('ana@example.com');
    const error = document.getElementById(email().getAttribute('aria-describedby')?.split(' ').at(-1) ?? '');
    expect(error?.textContent).toContain(words);
    expect(email().getAttribute('aria-invalid')).toBe('true');
    expect(view.emitted('update:open')).toBeUndefined();
  });

  it('shows any other refusal as a notice, not at the field', async () => {
    await open(subscriberWith(), () => ({ status: 409, body: { status: 409, code: 'subscriber.action_not_allowed', title: 'x' } }));
    await submit('ana@example.com');
    expect(one('form [role=alert]').textContent).toContain("The user’s status has changed");
    expect(email().getAttribute('aria-invalid')).toBeNull();
  });
});
