import { requireRight } from '../access.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { changesBetween } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { wasAttempted } from '../operations/describe-operation.ts';
import { startOperation } from '../operations/start-operation.ts';
import { problem } from '../problems.ts';
import { isTimeZone } from '../templates/reminders.ts';
import { changeStatus } from './change-status.ts';
import { holdVisibleSubscriber } from './load-subscriber.ts';
import { claimSubscriber, holdUserId, type SubscriberRow } from './store.ts';
import type { Package, Status } from './subscriber.ts';
import type { WantedChanges } from './table.ts';

const notYetThere: readonly Status[] = ['pending_email_input', 'pending_email_validation', 'pending_user_migration', 'error'];

/** Changes what the user gets. @throws subscriber.not_found, subscriber.action_not_allowed while work is running */
export async function changePackage(ctx: Context, id: string, wanted: Package): Promise<SubscriberRow> {
  return updateSubscriber(ctx, id, { package: wanted });
}

/** What may be changed; what is undefined stays as it is. */
export type SubscriberUpdate = { [K in keyof WantedChanges]?: WantedChanges[K] | undefined };

/**
 * Changes facts of a user. Before the account exists they change at once; afterwards the values asked for become the real ones
 * when the cloud platform has them, and until then the old ones are shown. The account is found by the user id, so while that changes
 * both are kept and looked under.
 * @throws subscriber.not_found, subscriber.number_or_extension_required, subscriber.action_not_allowed, subscriber.user_id_taken,
 *   subscriber.user_id_unsettled, request.invalid naming the time zone
 */
export async function updateSubscriber(ctx: Context, id: string, update: SubscriberUpdate): Promise<SubscriberRow> {
  requireRight(ctx, 'subscribers:write');
  const { userId, ...wanted } = onlyGiven(update);
  if (wanted.timezone !== undefined && !isTimeZone(wanted.timezone)) throw problem('request.invalid', { errors: [{ pointer: '/timezone', message: 'timezone must be a name as in Europe/Paris' }] });
  return inTransaction(ctx, async (ctx) => {
    const held = await holdVisibleSubscriber(ctx, id);
    if (userId === undefined || userId.toLowerCase() === held.userId) return changeFacts(ctx, held, wanted);
    return changeFacts(ctx, held, { ...wanted, userId: await requireFree(ctx, held, userId.toLowerCase()) });
  });
}

/**
 * The same for callers that are not admins: an identity system. They hold the subscriber.
 * @throws subscriber.number_or_extension_required, subscriber.action_not_allowed
 */
export async function changeFacts(ctx: TxContext, before: SubscriberRow, wanted: WantedChanges): Promise<SubscriberRow> {
  const { id } = before;
  requireReachable(before, wanted);
  const after = before.status === 'provisioned' ? await changeDownstream(ctx, before, wanted) : await claimSubscriber(ctx.db, ctx.providerId, id, notYetThere, { ...wanted, ...(await formerId(ctx, before, wanted)) });
  if (!after) throw problem('subscriber.action_not_allowed');
  await recordEvent(ctx, { type: 'subscriber.package_change_requested', subscriberId: id, templateId: before.templateId, data: { from: before.package, to: wanted.package ?? before.package, fields: Object.keys(wanted), changes: changesBetween(before, { ...before, ...wanted }, Object.keys(wanted) as (keyof WantedChanges)[]) } });
  return after;
}

/** Safe because leaving out what is undefined is all it does. */
const onlyGiven = (update: SubscriberUpdate): WantedChanges => Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined)) as WantedChanges;

/** An attempt may have made an account under the id there was. */
const formerId = async (ctx: TxContext, { id, cloudRef, userId: former }: SubscriberRow, { userId }: WantedChanges): Promise<{ otherUserId?: string }> =>
  userId !== undefined && (cloudRef !== null || (await wasAttempted(ctx, id))) ? { otherUserId: former } : {};

/** A third id would leave the account nowhere to be found; back to the one before is possible. */
async function requireFree(ctx: TxContext, { id, clusterId, otherUserId }: SubscriberRow, userId: string): Promise<string> {
  const holder = await holdUserId(ctx.db, ctx.providerId, clusterId, userId);
  if (holder && holder.id !== id) throw problem('subscriber.user_id_taken');
  if (otherUserId !== null && otherUserId !== userId) throw problem('subscriber.user_id_unsettled');
  return userId;
}

async function changeDownstream(ctx: TxContext, before: SubscriberRow, wanted: WantedChanges): Promise<SubscriberRow | null> {
  const changes = { wanted, ...(wanted.userId !== undefined && { otherUserId: wanted.userId }), errors: [], reason: 'changing_package' };
  const after = await changeStatus(ctx, before.id, 'change_requested', changes);
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
