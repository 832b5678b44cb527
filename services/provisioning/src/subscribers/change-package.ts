import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { violatesUnique } from '../db/db.ts';
import { changesBetween } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { startOperation } from '../operations/start-operation.ts';
import { problem } from '../problems.ts';
import { isTimeZone } from '../templates/reminders.ts';
import { changeStatus } from './change-status.ts';
import { loadVisibleSubscriber } from './load-subscriber.ts';
import { claimSubscriber, findByUserId, type SubscriberRow } from './store.ts';
import type { Package, Status } from './subscriber.ts';
import type { WantedChanges } from './table.ts';

const notYetThere: readonly Status[] = ['pending_email_input', 'pending_email_validation', 'pending_user_migration', 'error'];

/** Changes what the user gets. @throws subscriber.not_found, subscriber.action_not_allowed while work is running */
export async function changePackage(ctx: Context, id: string, wanted: Package): Promise<SubscriberRow> {
  return updateSubscriber(ctx, id, { package: wanted });
}

/** What may be changed; what is undefined stays as it is. */
export type SubscriberUpdate = { [K in keyof WantedChanges]?: WantedChanges[K] | undefined } & { userId?: string | undefined };

/**
 * Changes facts of a user. Before the account exists they change at once; afterwards the values asked for become the real ones
 * when the cloud platform has them, and until then the old ones are shown. The user id can change only as long as no account may
 * exist: it is what the account is found by.
 * @throws subscriber.not_found, subscriber.number_or_extension_required, subscriber.action_not_allowed, subscriber.user_id_fixed,
 *   subscriber.user_id_taken, request.invalid naming the time zone
 */
export async function updateSubscriber(ctx: Context, id: string, { userId, ...facts }: SubscriberUpdate): Promise<SubscriberRow> {
  requireRight(ctx, 'subscribers:write');
  const wanted = onlyGiven(facts);
  if (wanted.timezone !== undefined && !isTimeZone(wanted.timezone)) throw problem('request.invalid', { errors: [{ pointer: '/timezone', message: 'timezone must be a name as in Europe/Paris' }] });
  return inTransaction(ctx, async (ctx) => {
    const known = await loadVisibleSubscriber(ctx, id);
    const before = userId === undefined || userId.toLowerCase() === known.userId ? known : await rename(ctx, known, userId.toLowerCase());
    return changeFacts(ctx, before, wanted);
  }).catch((error: unknown) => {
    // Somebody else got the user id at this very moment.
    throw violatesUnique(error, 'subscribers_user') ? problem('subscriber.user_id_taken') : error;
  });
}

/**
 * The same for callers that are not admins: an identity system.
 * @throws subscriber.number_or_extension_required, subscriber.action_not_allowed
 */
export async function changeFacts(ctx: TxContext, before: SubscriberRow, wanted: WantedChanges): Promise<SubscriberRow> {
  const { id } = before;
  requireReachable(before, wanted);
  const after = before.status === 'provisioned' ? await changeDownstream(ctx, before, wanted) : await claimSubscriber(ctx.db, ctx.providerId, id, notYetThere, wanted);
  if (!after) throw problem('subscriber.action_not_allowed');
  await recordEvent(ctx, { type: 'subscriber.package_change_requested', subscriberId: id, templateId: before.templateId, data: { from: before.package, to: wanted.package ?? before.package, fields: Object.keys(wanted), changes: changesBetween(before, { ...before, ...wanted }, Object.keys(wanted) as (keyof WantedChanges)[]) } });
  return after;
}

/** Safe because leaving out what is undefined is all it does. */
const onlyGiven = (facts: Omit<SubscriberUpdate, 'userId'>): WantedChanges => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as WantedChanges;

async function rename(ctx: TxContext, before: SubscriberRow, userId: string): Promise<SubscriberRow> {
  if (!notYetThere.includes(before.status) || before.cloudRef !== null) throw problem('subscriber.user_id_fixed');
  if (await findByUserId(ctx.db, ctx.providerId, before.clusterId, userId)) throw problem('subscriber.user_id_taken');
  const after = await claimSubscriber(ctx.db, ctx.providerId, before.id, notYetThere, { userId });
  if (!after) throw problem('subscriber.action_not_allowed');
  await recordEvent(ctx, { type: 'subscriber.changed', subscriberId: before.id, templateId: before.templateId, data: { fields: ['userId'], changes: changesBetween(before, after, ['userId']) } });
  return after;
}

async function changeDownstream(ctx: TxContext, before: SubscriberRow, wanted: WantedChanges): Promise<SubscriberRow | null> {
  const after = await changeStatus(ctx, before.id, 'change_requested', { wanted, errors: [], reason: 'changing_package' });
  if (after) await startOperation(ctx, before.id, 'change_package');
  return after;
}

/** The published rule: a number may go while an extension remains, and the other way round. */
function requireReachable(before: SubscriberRow, wanted: WantedChanges): void {
  const number = wanted.primaryPhoneNumber === undefined ? before.primaryPhoneNumber : wanted.primaryPhoneNumber;
  const extension = wanted.extension === undefined ? before.extension : wanted.extension;
  const touched = wanted.primaryPhoneNumber !== undefined || wanted.extension !== undefined;
  if (touched && !number && !extension) throw problem('subscriber.number_or_extension_required');
}
