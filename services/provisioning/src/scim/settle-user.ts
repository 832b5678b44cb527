import type { TxContext } from '../context.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { parseEmailAddress } from '../mail/email-address.ts';
import { changeFacts } from '../subscribers/change-package.ts';
import { removeSubscriber } from '../subscribers/delete-subscriber.ts';
import { holdSubscriberByUserId } from '../subscribers/find-subscriber.ts';
import { handOverSubscriber } from '../subscribers/hand-over-subscriber.ts';
import { vouchFor } from '../subscribers/retry-activation.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { allowedActions } from '../subscribers/subscriber.ts';
import type { NamedTemplateRow } from '../templates/store.ts';
import { factsOf, ownedFacts, type OwnedFact } from './facts.ts';
import { deleteUserRow, setSettleAt, type ScimUserRow } from './store.ts';

const SOON_MS = 15_000;
const LATER_MS = 5 * 60_000;
const IMPATIENT_MS = 10 * 60_000;

/**
 * Makes true what an identity system says of a user: hands the user over, changes facts, or removes. While other work on the user is running
 * nothing may disturb it; then it is tried again until it is done.
 * @param handOver may a user who is not here be handed over? Not by a change of name, and not by waiting: an admin may have deleted the user.
 * @throws what handOverSubscriber and changeFacts throw
 */
export async function settleUser(ctx: TxContext, template: NamedTemplateRow, row: ScimUserRow, { handOver }: { handOver: boolean }): Promise<void> {
  const mayCome = handOver || row.comesBack;
  const outcome = await tryToSettle(ctx, template, row, mayCome);
  if (outcome === 'done' && row.deletedAt) return deleteUserRow(ctx.db, row);
  if (outcome === 'done') return row.settleAt ? setSettleAt(ctx.db, row, null) : undefined;
  const now = ctx.clock.now().getTime();
  const wait = now - row.updatedAt.getTime() > IMPATIENT_MS ? LATER_MS : SOON_MS;
  await setSettleAt(ctx.db, row, new Date(now + wait), outcome === 'being_removed' && mayCome);
  await enqueue(ctx, 'settle-scim-user', { providerId: ctx.providerId, scimUserId: row.id }, { startAfterSeconds: wait / 1000 });
}

/** busy: other work on the user is running. being_removed: who is wanted here is just being removed. */
type Outcome = 'done' | 'busy' | 'being_removed';

async function tryToSettle(ctx: TxContext, template: NamedTemplateRow, row: ScimUserRow, handOver: boolean): Promise<Outcome> {
  const known = await holdSubscriberByUserId(ctx, template.clusterId, row.userId);
  const ours = known?.templateId === template.id ? known : null;
  if (!row.active || row.deletedAt) return (await removeWhenIdle(ctx, ours)) ? 'done' : 'busy';
  if (ours?.removing) return handOver ? 'being_removed' : 'done';
  if (ours) return (await changeWhenIdle(ctx, template, row, ours)) ? 'done' : 'busy';
  if (handOver) await handOverSubscriber(ctx, template, handedOver(row));
  return 'done';
}

async function removeWhenIdle(ctx: TxContext, ours: SubscriberRow | null): Promise<boolean> {
  if (!ours || ours.removing) return true;
  if (!allowedActions(ours, ctx.clock.now()).includes('delete')) return false;
  await removeSubscriber(ctx, ours);
  return true;
}

async function changeWhenIdle(ctx: TxContext, template: NamedTemplateRow, row: ScimUserRow, ours: SubscriberRow): Promise<boolean> {
  const wanted = differences(row, ours);
  const email = template.untrustedEmails ? null : otherAddress(row, ours);
  if (Object.keys(wanted).length === 0 && email === null) return true;
  if (ours.status === 'provisioning' || ours.status === 'updating') return false;
  const changed = Object.keys(wanted).length === 0 ? ours : await changeFacts(ctx, ours, wanted);
  if (email !== null) await vouchFor(ctx, changed, email);
  return true;
}

/** Another address than the one that counts here, of somebody who has no account yet: an account's address stays, as in the published API. */
function otherAddress({ document }: ScimUserRow, { email, status }: SubscriberRow): string | null {
  const said = factsOf(document).email;
  if (said === undefined || status === 'provisioned' || status === 'updating') return null;
  const address = parseEmailAddress(said)?.address ?? said;
  return address === email ? null : address;
}

/** What the identity system says otherwise than it stands here. What it said once and says no more is taken away; what it never said belongs to others. */
function differences(row: ScimUserRow, ours: SubscriberRow) {
  const said = factsOf(row.document);
  const changes = ownedFacts.flatMap((name): [OwnedFact, string | null][] => {
    const value = said[name];
    if (value !== undefined) return value === ours[name] ? [] : [[name, value]];
    const mayGo = name === 'primaryPhoneNumber' || name === 'mobilePhoneNumber' || name === 'extension';
    return mayGo && row.owned.includes(name) && ours[name] !== null ? [[name, null]] : [];
  });
  return Object.fromEntries(changes);
}

function handedOver({ document, userId, spEnterpriseId, userName }: ScimUserRow) {
  const { firstName = '', lastName, ...facts } = factsOf(document);
  const [stands = userName] = userName.split('@');
  return { ...facts, userId, spEnterpriseId, firstName, lastName: lastName ?? (firstName ? '' : stands) };
}
