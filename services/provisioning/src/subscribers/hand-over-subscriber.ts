import type { TxContext } from '../context.ts';
import { bindCustomer } from '../customers/bind-customer.ts';
import { violatesUnique } from '../db/db.ts';
import { announceSubscriber } from '../events/announce.ts';
import { changesBetween } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { parseEmailAddress } from '../mail/email-address.ts';
import { startOperation } from '../operations/start-operation.ts';
import { problem } from '../problems.ts';
import { holdTemplate } from '../templates/load-template.ts';
import { languageIn } from '../templates/language-in.ts';
import type { NamedTemplateRow } from '../templates/store.ts';
import { dayOf } from '../tallies/tallied.ts';
import { tally } from '../tallies/tally.ts';
import { claimSubscriber, emailIsConfirmedElsewhere, findByUserId, holdUserId, insertSubscriber, type SubscriberRow } from './store.ts';
import { type Package, statuses } from './subscriber.ts';

export type HandedOver = {
  userId: string;
  spEnterpriseId: string;
  firstName: string;
  lastName: string;
  primaryPhoneNumber?: string | null;
  mobilePhoneNumber?: string | null;
  extension?: string | null;
  email?: string | null;
  language?: string | null;
  /** IANA name */
  timezone?: string | null;
  package?: Package;
  /** The user came by themselves, nobody handed them over. */
  selfActivated?: boolean;
};

/**
 * Takes a user over from BroadWorks or an integrator. The same user again changes nothing but the facts BroadWorks owns.
 * With untrusted e-mails the record waits for the user's own address, and an address that came along is ignored;
 * otherwise the address counts as theirs and the account is created at once.
 * @throws template.not_found (deleted at this moment), customer.other_template, request.missing_field (e-mail, with trusted e-mails), subscriber.email_invalid, subscriber.email_in_use,
 *   subscriber.action_not_allowed (being removed), subscriber.user_id_taken (another user's id is changing from or to it)
 */
export async function handOverSubscriber(ctx: TxContext, template: NamedTemplateRow, input: HandedOver): Promise<{ subscriber: SubscriberRow; created: boolean }> {
  const known = await findByUserId(ctx.db, ctx.providerId, template.clusterId, input.userId);
  if (known) {
    if (known.templateId !== template.id) throw problem('customer.other_template', { detail: 'This user is onboarded by another template.' });
    if (known.removing) throw problem('subscriber.action_not_allowed', { detail: 'This user is being removed. Hand it over again in a moment.' });
    return { subscriber: await refresh(ctx, known, input), created: false };
  }
  const email = template.untrustedEmails ? null : await requireTrustedEmail(ctx, input.email);
  const holder = await holdUserId(ctx.db, ctx.providerId, template.clusterId, input.userId);
  if (holder && holder.userId !== input.userId.toLowerCase()) throw problem('subscriber.user_id_taken', { detail: 'Another user may still have an account under this BroadWorks user id, since its own is being changed.' });
  await holdTemplate(ctx, template.id);
  const customer = await bindCustomer(ctx, input.spEnterpriseId, template.id);
  const now = ctx.clock.now();
  const subscriber = await insertSubscriber(ctx.db, {
    ...factsOf(input),
    providerId: ctx.providerId,
    id: ctx.ids.next(),
    templateId: template.id,
    customerId: customer.id,
    clusterId: template.clusterId,
    userId: input.userId,
    spEnterpriseId: input.spEnterpriseId,
    email,
    emailConfirmedAt: email ? now : null,
    language: input.language ? languageIn(input.language) : null,
    timezone: input.timezone ?? null,
    selfActivated: input.selfActivated ?? false,
    package: input.package ?? template.defaultPackage,
    status: email ? 'provisioning' : 'pending_email_input',
    reason: email ? 'queued' : 'waiting_for_email',
    errors: [],
    createdAt: now,
    lastStatusChange: now,
  }).catch((error: unknown) => {
    // Somebody else's, given or proven at this very moment.
    throw violatesUnique(error, 'subscribers_confirmed_email') ? problem('subscriber.email_in_use') : error;
  });
  // Somebody handed the same user over at this very moment: theirs counts.
  if (!subscriber) return handOverSubscriber(ctx, template, input);
  await recordEvent(ctx, { type: input.selfActivated ? 'subscriber.self_activated' : 'subscriber.handed_over', subscriberId: subscriber.id, templateId: template.id, data: { userId: subscriber.userId, status: subscriber.status } });
  await tally(ctx, 'handed_over', template.id, dayOf(now));
  if (email) await startOperation(ctx, subscriber.id, 'provision');
  await announceSubscriber(ctx, subscriber.id, template.id);
  return { subscriber, created: true };
}

const factsOf = (input: HandedOver) => ({
  firstName: input.firstName,
  lastName: input.lastName,
  primaryPhoneNumber: input.primaryPhoneNumber ?? null,
  mobilePhoneNumber: input.mobilePhoneNumber ?? null,
  extension: input.extension ?? null,
});

async function refresh(ctx: TxContext, known: SubscriberRow, input: HandedOver): Promise<SubscriberRow> {
  const facts = factsOf(input);
  const fields = (Object.keys(facts) as (keyof typeof facts)[]).filter((field) => facts[field] !== known[field]);
  if (fields.length === 0) return known;
  const changed = await claimSubscriber(ctx.db, ctx.providerId, known.id, statuses, facts);
  if (!changed) return known;
  await recordEvent(ctx, { type: 'subscriber.changed', subscriberId: known.id, templateId: known.templateId, data: { fields, changes: changesBetween(known, changed, fields) } });
  return changed;
}

async function requireTrustedEmail(ctx: TxContext, text: string | null | undefined): Promise<string> {
  if (!text) throw problem('request.missing_field', { errors: [{ pointer: '/email', message: 'email is required by a template with trusted e-mails' }] });
  const parsed = parseEmailAddress(text);
  if (!parsed) throw problem('subscriber.email_invalid', { errors: [{ pointer: '/email', message: 'is not a usable e-mail address' }] });
  if (await emailIsConfirmedElsewhere(ctx.db, ctx.providerId, parsed.address, '00000000-0000-0000-0000-000000000000')) throw problem('subscriber.email_in_use');
  return parsed.address;
}
