import { afterEach, describe, expect, it } from '@jest/globals';
import type { VueWrapper } from '@vue/test-utils';
import type { Action } from '../api.ts';
import { settle, show, subscriberWith } from '../../test/page.ts';
import SubscriberMenu from './SubscriberMenu.vue';

let view: VueWrapper;
afterEach(() => view.unmount());

async function openMenu(allowedActions: Action[], editable = true): Promise<HTMLElement[]> {
  ({ view } = await show(SubscriberMenu, { props: { subscriber: subscriberWith({ allowedActions }), editable } }));
  const trigger = view.find('[data-menu]');
  if (!trigger.exists()) return [];
  await trigger.trigger('keydown', { key: 'Enter' });
  await settle();
  return [...document.querySelectorAll<HTMLElement>('[role=menuitem]')];
}
const words = (items: HTMLElement[]): (string | undefined)[] => items.map((item) => item.textContent?.trim());

describe('SubscriberMenu', () => {
  it('offers exactly what the API allows, deletion last', async () => {
    expect(words(await openMenu(['delete', 'copy_error_text', 'retry_activation', 'change_package', 'resend_mail']))).toEqual([
      'Retry activation', 'Resend mail', 'Change package type', 'Copy error text', 'Delete user',
    ]);
  });

  it('leaves out what the status does not allow', async () => {
    expect(words(await openMenu(['change_package', 'delete']))).toEqual(['Change package type', 'Delete user']);
  });

  it('is not there when nothing may be done', async () => {
    expect(await openMenu([])).toEqual([]);
    expect(view.find('button').exists()).toBe(false);
  });

  it('lets a read-only admin copy the error text and nothing else', async () => {
    expect(words(await openMenu(['retry_activation', 'change_package', 'delete', 'copy_error_text'], false))).toEqual(['Copy error text']);
  });

  it('is not there for a read-only admin when there is no error to copy', async () => {
    expect(await openMenu(['retry_activation', 'delete'], false)).toEqual([]);
  });

  it('names the chosen action', async () => {
    const items = await openMenu(['retry_activation', 'delete']);
    items[0]?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await settle();
    expect(view.emitted('act')).toEqual([['retry_activation']]);
  });

  it('says in its name whose actions it holds', async () => {
    await openMenu(['delete']);
    expect(view.find('[data-menu]').attributes('aria-label')).toBe('Actions for ana@voice.example.com');
  });
});
