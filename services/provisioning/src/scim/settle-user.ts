import type { TxContext } from '../context.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { changeFacts } from '../subscribers/change-package.ts';
import { removeSubscriber } from '../subscribers/delete-subscriber.ts';
import { findSubscriberByUserId } from '../subscribers/find-subscriber.ts';
import { handOverSubscriber } from '../subscribers/hand-over-subscriber.ts';
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
 * @param handOver may a user who is not here be handed over? Not by a change of name: an admin may have deleted the user.
 * @throws what handOverSubscriber and changeFacts throw
 */
export async function settleUser(ctx: TxContext, template: NamedTemplateRow, row: ScimUserRow, { handOver }: { handOver: boolean }): Promise<void> {
  const done = await tryToSettle(ctx, template, row, handOver);
  if (done && row.deletedAt) return deleteUserRow(ctx.db, row);
  if (done) return row.settleAt ? setSettleAt(ctx.db, row, null) : undefined;
  const now = ctx.clock.now().getTime();
  const wait = now - row.updatedAt.getTime() > IMPATIENT_MS ? LATER_MS : SOON_MS;
  await setSettleAt(ctx.db, row, new Date(now + wait));
  await enqueue(ctx, 'settle-scim-user', { providerId: ctx.providerId, scimUserId: row.id }, { startAfterSeconds: wait / 1000 });
}

async function tryToSettle(ctx: TxContext, template: NamedTemplateRow, row: ScimUserRow, handOver: boolean): Promise<boolean> {
  const known = await findSubscriberByUserId(ctx, template.clusterId, row.userId);
  const ours = known?.templateId === template.id ? known : null;
  if (!row.active || row.deletedAt) return removeWhenIdle(ctx, ours);
  if (ours?.removing) return false;
  if (ours) return changeWhenIdle(ctx, row, ours);
  if (handOver) await handOverSubscriber(ctx, template, handedOver(row));
  return true;
}

async function removeWhenIdle(ctx: TxContext, ours: SubscriberRow | null): Promise<boolean> {
  if (!ours || ours.removing) return true;
  if (!allowedActions(ours, ctx.clock.now()).includes('delete')) return false;
  await removeSubscriber(ctx, ours);
  return true;
}

async function changeWhenIdle(ctx: TxContext, row: ScimUserRow, ours: SubscriberRow): Promise<boolean> {
  const wanted = differences(row, ours);
  if (Object.keys(wanted).length === 0) return true;
  if (ours.status === 'provisioning' || ours.status === 'updating') return false;
  await changeFacts(ctx, ours, wanted);
  return true;
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
