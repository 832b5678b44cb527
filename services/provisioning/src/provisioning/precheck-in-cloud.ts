import { setTimeout as sleep } from 'node:timers/promises';
import { requireRight } from '../access.ts';
import { openConnector } from '../connectors/load-connector.ts';
import { enterGate, leaveGate } from '../connectors/pass-gate.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { findCustomerByEnterprise } from '../customers/find-enterprise.ts';
import { problem } from '../problems.ts';
import { loadVisibleTemplate } from '../templates/load-template.ts';
import { provisioningIdOf } from '../templates/template.ts';
import { type Cloud, CloudError, type PossibleSubscriber } from './cloud.ts';
import { classify } from './failure.ts';
import { outcomeOf } from './pass-connector.ts';

/** Somebody waits for the answer: longer than this, they are told that there is none. */
const PATIENCE_MS = 8_000;
/** A place in the connector's line that comes so soon is waited for. */
const SHORT_WAIT_MS = 1_200;

export type Candidate = Omit<PossibleSubscriber, 'provisioningId'> & { templateId?: string | undefined };

/**
 * Would the cloud platform take this person? Asks it where its connector checks people beforehand, and through the connector's gate
 * like all work. Without a template, the customer's counts; where neither is known, there is nobody to ask.
 * @throws cloud.* with the platform's own number where it gave one; cloud.unavailable when it gives no answer in time
 */
export async function precheckInCloud(ctx: Context, { templateId, ...person }: Candidate): Promise<void> {
  requireRight(ctx, 'subscribers:write');
  const asked = await inTransaction(ctx, async (ctx) => {
    const template = await templateFor(ctx, templateId, person.spEnterpriseId);
    return template && { connectorId: template.connectorId, provisioningId: provisioningIdOf(ctx.providerId, template.id), settings: await openConnector(ctx, template.connectorId) };
  });
  if (!asked) return;
  const cloud = ctx.connectCloud(asked.settings, ctx.traceId);
  if (!cloud.traits.prechecks) return;
  await waitTurn(ctx, asked.connectorId);
  await ask(ctx, cloud, asked.connectorId, { ...person, provisioningId: asked.provisioningId });
}

async function templateFor(ctx: TxContext, templateId: string | undefined, spEnterpriseId: string | undefined) {
  const id = templateId ?? (spEnterpriseId === undefined ? undefined : (await findCustomerByEnterprise(ctx, spEnterpriseId))?.templateId);
  return id === undefined ? null : loadVisibleTemplate(ctx, id);
}

/** @throws cloud.unavailable while the connector is held, paused or fully at work */
async function waitTurn(ctx: Context, connectorId: string): Promise<void> {
  const admission = await inTransaction(ctx, (ctx) => enterGate(ctx, connectorId, null));
  if (admission.result === 'go') return;
  const waitMs = Math.max(0, admission.until.getTime() - ctx.clock.now().getTime());
  if (admission.why === 'rate' && waitMs <= SHORT_WAIT_MS) return sleep(waitMs);
  throw problem('cloud.unavailable', { detail: 'The connector to the cloud platform lets nothing through right now, so it was not asked.', retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) });
}

async function ask(ctx: Context, cloud: Cloud, connectorId: string, person: PossibleSubscriber): Promise<void> {
  const since = ctx.clock.now();
  try {
    await inTime(cloud.precheck(person));
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const failure = classify(error);
    await leaveGate(ctx, connectorId, outcomeOf({ outcome: 'failed', failure, cloudRef: null }, error), { calls: cloud.calls(), since });
    const facts = error.retryAfterSeconds === null ? {} : { retryAfterSeconds: error.retryAfterSeconds };
    if (error.errorCode !== null) throw problem(failure.code, { ...facts, errors: [{ pointer: '', message: failure.description, errorCode: error.errorCode }] });
    throw problem(failure.code === 'cloud.unexpected' ? 'cloud.unavailable' : failure.code, { ...facts, detail: failure.description });
  }
  await leaveGate(ctx, connectorId, { result: 'worked' }, { calls: cloud.calls(), since });
}

/** @throws CloudError when it takes too long; what was asked only reads, so that it may end unheard */
async function inTime(answer: Promise<void>): Promise<void> {
  const patience = new AbortController();
  const late = sleep(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => {
    throw new CloudError('unknown', `The cloud platform did not answer the pre-check within ${PATIENCE_MS / 1000} seconds.`);
  });
  late.catch(() => undefined);
  answer.catch(() => undefined);
  try {
    await Promise.race([answer, late]);
  } finally {
    patience.abort();
  }
}
