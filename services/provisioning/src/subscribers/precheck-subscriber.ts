import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { findCustomerByEnterprise } from '../customers/find-enterprise.ts';
import { parseEmailAddress } from '../mail/email-address.ts';
import { problem } from '../problems.ts';
import { loadVisibleTemplate } from '../templates/load-template.ts';
import { isTimeZone } from '../templates/reminders.ts';
import type { NamedTemplateRow } from '../templates/store.ts';
import { findMatching } from './search-query.ts';
import { emailIsConfirmedElsewhere, findByUserId, type SubscriberRow } from './store.ts';

export type Precheck = { email: string; templateId?: string | undefined; userId?: string | undefined; spEnterpriseId?: string | undefined; customerEmail?: string | undefined; timezone?: string | undefined };

const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Would a user with these facts be taken over? Looks only at what is known here, and leaves no trace.
 * @throws request.invalid naming the time zone, template.not_found, subscriber.email_invalid, subscriber.user_id_taken, subscriber.email_in_use, customer.other_template
 */
export async function precheckSubscriber(ctx: Context, { email, templateId, userId, spEnterpriseId, customerEmail, timezone }: Precheck): Promise<void> {
  requireRight(ctx, 'subscribers:write');
  const address = requireUsable(email, '/email');
  if (customerEmail !== undefined) requireUsable(customerEmail, '/customerInfo/primaryEmail');
  if (timezone && !isTimeZone(timezone)) throw problem('request.invalid', { errors: [{ pointer: '/timezone', message: 'timezone must be a name as in Europe/Paris' }] });
  await inTransaction(ctx, async (ctx) => {
    const template = templateId === undefined ? null : await loadVisibleTemplate(ctx, templateId);
    if (userId !== undefined) await requireFree(ctx, userId, template);
    if (spEnterpriseId !== undefined && template) {
      const customer = await findCustomerByEnterprise(ctx, spEnterpriseId);
      if (customer && customer.templateId !== template.id) throw problem('customer.other_template');
    }
    if (await emailIsConfirmedElsewhere(ctx.db, ctx.providerId, address, NOBODY)) throw problem('subscriber.email_in_use');
  });
}

function requireUsable(text: string, pointer: string): string {
  const parsed = parseEmailAddress(text);
  if (!parsed) throw problem('subscriber.email_invalid', { errors: [{ pointer, message: 'is not a usable e-mail address' }] });
  return parsed.address;
}

/** A user id lives in a cluster; where none is known, it counts in all of them. */
async function requireFree(ctx: TxContext, userId: string, template: NamedTemplateRow | null): Promise<void> {
  const known: SubscriberRow | null | undefined = template
    ? await findByUserId(ctx.db, ctx.providerId, template.clusterId, userId)
    : (await findMatching(ctx.db, ctx.providerId, { userId }, { limit: 1, start: { offset: 0 }, visible: null }))[0];
  if (!known) return;
  throw problem(template && known.templateId !== template.id ? 'customer.other_template' : 'subscriber.user_id_taken');
}
