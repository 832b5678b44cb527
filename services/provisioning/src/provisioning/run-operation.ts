import type { Outcome } from '../connectors/gate.ts';
import { openConnector } from '../connectors/load-connector.ts';
import { leaveGate } from '../connectors/pass-gate.ts';
import { type Context, inTransaction } from '../context.ts';
import { holdOperation, OperationLost } from '../operations/hold-operation.ts';
import type { OperationRow } from '../operations/store.ts';
import { loadSubscriber } from '../subscribers/load-subscriber.ts';
import type { SubscriberRow } from '../subscribers/store.ts';
import { loadTemplate } from '../templates/load-template.ts';
import { provisioningIdOf } from '../templates/template.ts';
import { advance, type Advance } from './advance.ts';
import { CloudError, type CloudSubscriber } from './cloud.ts';
import { classify } from './failure.ts';
import { outcomeOf, passConnector } from './pass-connector.ts';
import { passOnConsent } from './pass-on-consent.ts';
import { recordOutcome } from './record-outcome.ts';
import { passFirst } from './wait-for-first.ts';

/**
 * Carries one operation as far as it goes now: looks at the platform, does the one thing that is missing, and writes down how it
 * ended or when to look again. Safe to call at any time, any number of times, from any worker.
 */
export async function runOperation(ctx: Context, operationId: string): Promise<void> {
  await holdOperation(ctx, operationId, async (claimed) => {
    const own = { ...ctx, traceId: claimed.traceId };
    const held = await passFirst(own, claimed);
    if (!held) return;
    const { subscriber, connector, connectorId, wanted } = await inTransaction(own, async (ctx) => {
      const subscriber = await loadSubscriber(ctx, held.subscriberId);
      const template = await loadTemplate(ctx, subscriber.templateId);
      return { subscriber, connectorId: template.connectorId, connector: await openConnector(ctx, template.connectorId), wanted: wantedAccount(ctx.providerId, subscriber) };
    });
    const cloud = ctx.connectCloud(connector, held.traceId);
    const expected = cloud.traits.requests[workOf(held)];
    const passed = await passConnector(own, held, connectorId, expected);
    if (!passed) return;
    const since = own.clock.now();
    const { outcome, error } = await attempt(own, held, () => advance(own, cloud, held, wanted, { connectorId, ref: subscriber.cloudRef }));
    if (outcome.outcome === 'consent') await passOnConsent(own, cloud, subscriber.id, outcome.account.ref);
    const shown = outcomeOf(outcome, error);
    await leaveGate(own, connectorId, shown, { calls: cloud.calls(), paid: expected, since });
    await recordOutcome(own, held, connectorId, outcome, isHeldBack(shown, passed));
  });
}

/** A connector that is paused, or whose credentials are refused, keeps work waiting and uses up none of its tries; nor does trying for all whether it is well again. */
const isHeldBack = (shown: Outcome | null, { probe }: { probe: boolean }): boolean => shown?.result === 'limited' || shown?.result === 'refused' || (probe && shown?.result === 'failed');

const workOf = ({ kind, cloudRef }: OperationRow) => (kind !== 'provision' ? 'change' : cloudRef === null ? 'make' : 'look');

/** What the account should look like when the operation is done. */
export function wantedAccount(providerId: string, subscriber: SubscriberRow): CloudSubscriber {
  const after = { ...subscriber, ...subscriber.wanted };
  return {
    provisioningId: provisioningIdOf(providerId, subscriber.templateId),
    userId: after.userId,
    otherUserId: [subscriber.userId, subscriber.otherUserId].find((id) => id !== after.userId) ?? null,
    spEnterpriseId: after.spEnterpriseId,
    firstName: after.firstName,
    lastName: after.lastName,
    email: after.email ?? '',
    package: after.package,
    primaryPhoneNumber: after.primaryPhoneNumber,
    mobilePhoneNumber: after.mobilePhoneNumber,
    extension: after.extension,
    timezone: after.timezone,
  };
}

/**
 * The platform's failures become outcomes. Anything else went wrong on our own side (the database was away, a bug): it is logged and
 * tried again like a passing failure, so that a moment's trouble of ours never ends a person's activation.
 * @throws OperationLost
 */
async function attempt(ctx: Context, held: OperationRow, work: () => Promise<Advance>): Promise<{ outcome: Advance; error: unknown }> {
  try {
    return { outcome: await work(), error: null };
  } catch (error) {
    if (error instanceof OperationLost) throw error;
    const failure = classify(error);
    if (error instanceof CloudError) return { outcome: { outcome: 'failed', failure, cloudRef: null }, error };
    ctx.log.error({ err: error, operationId: held.id }, 'an operation failed in an unexpected way');
    return { outcome: { outcome: 'failed', failure: { ...failure, class: 'transient' }, cloudRef: null }, error };
  }
}
