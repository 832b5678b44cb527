import { type Context, inTransaction, type TxContext } from '../context.ts';
import { listCustomers } from '../customers/list-customers.ts';
import { renameCustomer } from '../customers/rename-customer.ts';
import { recordEvent } from '../events/record-event.ts';
import { finish, postpone } from '../operations/hold-operation.ts';
import { startOperation } from '../operations/start-operation.ts';
import { claimOperation, latestOperation, type OperationRow } from '../operations/store.ts';
import type { ProblemCode } from '../problems.ts';
import { failureFrom } from '../provisioning/failure.ts';
import { changeStatus } from '../subscribers/change-status.ts';
import { handOverSubscriber } from '../subscribers/hand-over-subscriber.ts';
import { reachMilestone } from '../subscribers/reach-milestone.ts';
import { noteProgress, recordFailure, recordMovable } from '../subscribers/record-outcome.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { loadTemplate } from '../templates/load-template.ts';
import type { NamedTemplateRow } from '../templates/store.ts';
import { provisioningIdOf } from '../templates/template.ts';
import { customerNames, type DemoStage, type DemoUser } from './demo-users.ts';
import { addAccounts, type SimulatedAccount, type World } from './simulated-world.ts';

const DAY_MS = 86_400_000;
const FAR_SECONDS = 6 * 3_600;

const failures: Partial<Record<DemoStage, [ProblemCode, string]>> = {
  email_elsewhere: ['cloud.email_in_use_elsewhere', 'The email address is already in use in a different organization.'],
  conflicting_service: ['cloud.conflicting_service', 'The person is already entitled to a conflicting service.'],
  region_mismatch: ['cloud.region_mismatch', 'Region of the customer organization differs from the partner\'s.'],
};

/**
 * Seeds everybody, eight at a time. Those who are done get their account in the simulated cloud platform too, so that later
 * changes find it.
 */
export async function seedSubscribers(ctx: Context, world: World, users: readonly DemoUser[], templates: readonly NamedTemplateRow[]): Promise<void> {
  const withAccount = users.filter((user) => user.stage === 'provisioned' || user.stage === 'updating');
  const accounts = await addAccounts(world, withAccount.map((user) => accountOf(user, templateOf(user, templates))));
  const queue = [...users].sort((a, b) => b.daysAgo - a.daysAgo);
  const seedNext = async (): Promise<void> => {
    for (let user = queue.shift(); user; user = queue.shift()) await seedSubscriber(ctx, user, templateOf(user, templates).id, accounts.get(user.userId) ?? null);
  };
  await Promise.all(Array.from({ length: 8 }, seedNext));
  for (const customer of (await listCustomers(ctx, {}, { limit: 100, start: null })).items) {
    await renameCustomer(ctx, customer.id, customerNames[customer.spEnterpriseId] ?? customer.name);
  }
}

function templateOf(user: DemoUser, templates: readonly NamedTemplateRow[]): NamedTemplateRow {
  const template = templates[user.template];
  if (!template) throw new Error('the demo lacks a template');
  return template;
}

const accountOf = (user: DemoUser, template: NamedTemplateRow) => ({
  provisioningId: provisioningIdOf(template.providerId, template.id),
  userId: user.userId,
  spEnterpriseId: user.spEnterpriseId,
  firstName: user.firstName,
  lastName: user.lastName,
  package: user.package ?? template.defaultPackage,
  email: user.address,
  primaryPhoneNumber: user.primaryPhoneNumber ?? '',
  extension: user.extension ?? '',
});

/**
 * Walks a made-up user through the real transitions, on a clock set back to when it happened. No wake-ups and no mails leave:
 * the past is not sent again.
 */
async function seedSubscriber(outer: Context, user: DemoUser, templateId: string, account: SimulatedAccount | null): Promise<SubscriberRow> {
  let time = outer.clock.now().getTime() - user.daysAgo * DAY_MS - 3_600_000;
  const ctx: Context = { ...outer, clock: { now: () => new Date(time) }, jobs: { send: async () => undefined } };
  const later = (minutes: number) => (time += minutes * 60_000);
  return inTransaction(ctx, async (ctx) => {
    const { subscriber } = await handOverSubscriber(ctx, await loadTemplate(ctx, templateId), user);
    if (user.stage === 'waiting_for_email') return subscriber;
    later(12);
    await recordEvent(ctx, { type: 'subscriber.signed_in', subscriberId: subscriber.id, templateId });
    await reachMilestone(ctx, subscriber, 'signed_in');
    later(2);
    const waiting = await changeStatus(ctx, subscriber.id, 'email_submitted', { email: user.address, reason: 'waiting_for_code' });
    if (user.stage === 'waiting_for_code' || !waiting) return waiting ?? subscriber;
    later(2);
    const proven = await changeStatus(ctx, subscriber.id, 'email_proven', { emailConfirmedAt: ctx.clock.now(), reason: 'queued' });
    await startOperation(ctx, subscriber.id, 'provision');
    later(1);
    return proven ? finishStage(ctx, proven, user.stage, account) : subscriber;
  });
}

async function finishStage(ctx: TxContext, subscriber: SubscriberRow, stage: DemoStage, account: SimulatedAccount | null): Promise<SubscriberRow> {
  const held = await takeUp(ctx, subscriber);
  const done = { operationId: held.id, kind: held.kind, try: 1 };
  const failed = failures[stage];
  if (failed) {
    const failure = failureFrom(...failed, { trackingId: `DEMO_${subscriber.id}` });
    await finish(ctx, held, 'failed', failure);
    await recordFailure(ctx, subscriber, failure, null, done);
    return subscriber;
  }
  if (stage === 'retrying') {
    await postpone(ctx, held, untilTomorrow(ctx), { transientFailures: 2 });
    await noteProgress(ctx, subscriber.id, 'retrying');
    return subscriber;
  }
  if (stage === 'waiting_for_consent') {
    await recordMovable(ctx, subscriber, `demo-${subscriber.id}`);
    await postpone(ctx, held, untilTomorrow(ctx));
    return subscriber;
  }
  await finish(ctx, held, 'succeeded');
  const row = await changeStatus(ctx, subscriber.id, 'completed', { cloudRef: account?.ref ?? null, personId: account?.personId ?? null, reason: null });
  if (stage !== 'updating' || !row) return row ?? subscriber;
  const updating = await changeStatus(ctx, subscriber.id, 'change_requested', { wanted: { package: 'premium' }, reason: 'changing_package' });
  await startOperation(ctx, subscriber.id, 'change_package');
  await postpone(ctx, await takeUp(ctx, subscriber), untilTomorrow(ctx), { transientFailures: 1 });
  return updating ?? row;
}

/** Far enough that the demo shows these statuses for a while; then the worker takes them up like any other. */
const untilTomorrow = (ctx: TxContext) => FAR_SECONDS + Math.max(0, Math.round((Date.now() - ctx.clock.now().getTime()) / 1000));

async function takeUp(ctx: TxContext, subscriber: SubscriberRow): Promise<OperationRow> {
  const open = await latestOperation(ctx.db, ctx.providerId, subscriber.id);
  const now = ctx.clock.now();
  const held = open && (await claimOperation(ctx.db, ctx.providerId, open.id, now, now));
  if (!held) throw new Error('a fresh operation could not be taken up');
  return held;
}
