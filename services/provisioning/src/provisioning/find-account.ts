import { type Context, inTransaction } from '../context.ts';
import type { OperationRow } from '../operations/store.ts';
import { isAccountOfOther } from '../subscribers/find-account-holder.ts';
import { type Cloud, type CloudAccount, CloudError, type CloudSubscriber } from './cloud.ts';

/** Where a user's account stands, and the platform's id of it as far as it is known. */
export type Whose = { connectorId: string; ref: string | null };

/**
 * The account of a user. One that was found by its name alone is another user's where we know that, and is removed only where we know
 * that it is this user's; else it was made by hand, and becomes theirs.
 * @throws CloudError cloud.email_of_other_user
 */
export async function findAccount(ctx: Context, cloud: Cloud, held: OperationRow, wanted: CloudSubscriber, { connectorId, ref }: Whose): Promise<CloudAccount | null> {
  const found = await cloud.find(wanted);
  if (!found?.nameOnly || found.ref === ref || found.ref === held.cloudRef) return found;
  if (held.kind === 'remove') return null;
  const isOfOther = await inTransaction(ctx, (ctx) => isAccountOfOther(ctx, { id: held.subscriberId, connectorId, ref: found.ref }));
  if (!isOfOther) return { ...found, stale: true };
  throw new CloudError('answered', 'An account of this name is that of another user.', { status: 409, trackingId: cloud.lastTrackingId(), code: 'cloud.email_of_other_user' });
}
