import { describe, expect, it } from '@jest/globals';
import { show, subscriberWith } from '../../test/page.ts';
import SubscriberStatus from './SubscriberStatus.vue';
import { toneOf } from './status.ts';

async function textOf(status: Parameters<typeof subscriberWith>[0]): Promise<{ text: string; icons: number }> {
  const { view } = await show(SubscriberStatus, { props: { subscriber: subscriberWith(status) } });
  return { text: view.text(), icons: view.findAll('svg[aria-hidden=true]').length };
}

describe('SubscriberStatus', () => {
  it('says status and reason in words beside an icon', async () => {
    expect(await textOf({ status: 'pending_email_input', reason: 'waiting_for_email' })).toEqual({ text: 'Pending· waiting for e-mail', icons: 1 });
    expect(await textOf({ status: 'error', reason: 'cloud.email_in_use_elsewhere' })).toEqual({ text: 'Error· address in use elsewhere', icons: 1 });
  });

  it('gives the usual reason of a pending status when the server names none', async () => {
    expect((await textOf({ status: 'pending_user_migration', reason: null })).text).toContain('waiting for consent');
  });

  it('has nothing to add to a finished user', async () => {
    expect((await textOf({ status: 'provisioned', reason: null })).text).toBe('Provisioned');
  });

  it('shows a reason it does not know by its name rather than hiding it', async () => {
    expect((await textOf({ status: 'error', reason: 'cloud.brand_new' })).text).toContain('cloud.brand_new');
  });

  it('draws attention to a refused mail, though the status is the same as a normal wait', () => {
    expect(toneOf({ status: 'pending_email_validation', reason: 'mail_refused' })).toBe('warning');
    expect(toneOf({ status: 'pending_email_validation', reason: 'waiting_for_code' })).toBe('neutral');
  });
});
