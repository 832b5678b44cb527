import { afterEach, describe, expect, it } from '@jest/globals';
import { dismissToast, toasts } from '@vestibule/ui';
import type { VueWrapper } from '@vue/test-utils';
import type { Subscriber } from '../api.ts';
import { serve, settle, show, subscriberWith } from '../../test/page.ts';
import SubscriberDeleteDialog from './SubscriberDeleteDialog.vue';

let view: VueWrapper;
afterEach(() => {
  view.unmount();
  for (const { id } of [...toasts]) dismissToast(id);
});

async function ask(subscriber: Subscriber, status: number): Promise<string> {
  serve(() => ({ status, body: status >= 400 ? { status, code: 'subscriber.action_not_allowed', title: 'x' } : undefined }));
  ({ view } = await show(SubscriberDeleteDialog, { props: { subscriber, open: true, returnFocus: () => null } }));
  await settle();
  return document.querySelector('[role=dialog]')?.textContent ?? '';
}

async function confirm(): Promise<void> {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-actions] button')];
  buttons.find((button) => button.textContent?.trim() === 'Delete user')?.click();
  await settle();
}

describe('delete user', () => {
  it.each([
    ['pending_email_input', 'the code in any mail stops working'],
    ['provisioned', 'The cloud account of Ana Martin is removed'],
    ['provisioning', 'The work under way for Ana Martin is abandoned'],
  ] as const)('says what happens to a user in %s', async (status, words) => {
    expect(await ask(subscriberWith({ status }), 204)).toContain(words);
  });

  it('says that the user is gone', async () => {
    await ask(subscriberWith(), 204);
    await confirm();
    expect(toasts.map(({ text }) => text)).toEqual(['ana@voice.example.com was deleted.']);
    expect(view.emitted('deleted')).toHaveLength(1);
  });

  it('does not say so while the cloud account is still being removed', async () => {
    await ask(subscriberWith({ status: 'provisioned' }), 202);
    await confirm();
    expect(toasts.map(({ text }) => text)).toEqual(['ana@voice.example.com is being deleted; the cloud account goes first.']);
    expect(view.emitted('deleted')).toBeUndefined();
  });

  it('stays open and says why when it is refused', async () => {
    await ask(subscriberWith(), 409);
    await confirm();
    expect(document.querySelector('[role=dialog] [role=alert]')?.textContent).toContain("The user’s status has changed");
    expect(view.emitted('update:open')).toBeUndefined();
  });
});
