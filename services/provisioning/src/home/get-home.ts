import { hasWholeProvider, requireRight, visibleTemplates } from '../access.ts';
import { listClusters } from '../clusters/list-clusters.ts';
import type { DescribedConnector } from '../connectors/describe-connectors.ts';
import { listConnectors } from '../connectors/list-connectors.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import type { NextAction } from '../problem-entry.ts';
import { describeProblem, type Owner, type ProblemCode } from '../problems.ts';
import { listScimRefusals, type ScimRefusal } from '../scim/list-refusals.ts';
import { findFailures, findUnchanged, type Trouble } from '../subscribers/find-trouble.ts';
import type { Status } from '../subscribers/subscriber.ts';
import { everHappened } from '../tallies/read-tallies.ts';
import { DAY_MS, HOUR_MS } from '../tallies/tallied.ts';
import { type FailedCheck, listFailedChecks } from '../templates/list-failed-checks.ts';
import { type AdapterRefusal, listRefusals } from '../templates/list-refusals.ts';
import { listTemplates } from '../templates/list-templates.ts';
import { listLostWebhooks, type LostWebhook } from '../webhooks/list-lost-webhooks.ts';
import { REFUSALS_TOLD_DAYS, type SetupStep, setupSteps, TROUBLE_TOLD_HOURS, waitingLimits } from './waiting.ts';

const MOST_LISTED = 20;
const firstPage = { limit: 100, start: null };

export type Home = {
  failures: (Trouble & { code: ProblemCode; owner: Owner; action: NextAction })[];
  waiting: (Trouble & { status: Status; minutes: number })[];
  adapterRefusals: AdapterRefusal[];
  scimRefusals: ScimRefusal[];
  connectors: DescribedConnector[];
  failedChecks: FailedCheck[];
  webhooks: LostWebhook[];
  setup: { step: SetupStep; done: boolean }[];
};

/** What needs the actor: everything in bounded time, however many users there are, and only of templates the actor may see. */
export async function getHome(ctx: Context): Promise<Home> {
  requireRight(ctx, 'subscribers:read');
  requireRight(ctx, 'templates:read');
  return inTransaction(ctx, async (ctx) => {
    const now = ctx.clock.now().getTime();
    const refusalsSince = new Date(now - REFUSALS_TOLD_DAYS * DAY_MS);
    const unchanged = await findUnchanged(ctx, waitingLimits);
    return {
      failures: (await findFailures(ctx)).map((failure) => ({ ...failure, ...mendingOf(failure.code) })),
      waiting: waitingLimits.flatMap(({ status, minutes }) => {
        const trouble = unchanged.get(status);
        return trouble ? [{ status, minutes, ...trouble }] : [];
      }),
      adapterRefusals: await listRefusals(ctx, refusalsSince, MOST_LISTED),
      scimRefusals: await listScimRefusals(ctx, refusalsSince, MOST_LISTED),
      connectors: (await listConnectors(ctx, firstPage)).items.filter((connector) => concerns(ctx, connector) && isInTrouble(connector, now)).slice(0, MOST_LISTED),
      failedChecks: await listFailedChecks(ctx, MOST_LISTED),
      webhooks: await listLostWebhooks(ctx, MOST_LISTED),
      setup: await setupOf(ctx),
    };
  });
}

function mendingOf(code: ProblemCode) {
  const { owner, action } = describeProblem(code);
  return { owner, action };
}

/** Who answers for some templates hears only of the connectors these use. */
const concerns = ({ actor }: TxContext, { usedBy }: DescribedConnector): boolean => actor.kind !== 'admin' || hasWholeProvider(actor.role) || visibleTemplates(actor) === null || usedBy.length > 0;

/** A piece of work or a test that succeeded afterwards ends the trouble. */
function isInTrouble({ lastCheck, health, hold }: DescribedConnector, now: number): boolean {
  if (hold) return true;
  const { lastFailure, lastSuccessAt } = health;
  const worksSince = (moment: Date): boolean => (lastSuccessAt !== null && lastSuccessAt >= moment) || (lastCheck !== null && lastCheck.ok && lastCheck.checkedAt >= moment);
  const failing = lastFailure !== null && now - lastFailure.at.getTime() < TROUBLE_TOLD_HOURS * HOUR_MS && !worksSince(lastFailure.at);
  const checkFailed = lastCheck !== null && !lastCheck.ok && !worksSince(lastCheck.checkedAt);
  return failing || checkFailed;
}

async function setupOf(ctx: TxContext): Promise<Home['setup']> {
  const happened = await everHappened(ctx, ['signed_in', 'reached_provisioned'], visibleTemplates(ctx.actor));
  const one = { limit: 1, start: null };
  const done: Record<SetupStep, boolean> = {
    cluster: (await listClusters(ctx, one)).items.length > 0,
    connector: (await listConnectors(ctx, one)).items.length > 0,
    template: (await listTemplates(ctx, one)).items.length > 0,
    share_link: happened.includes('signed_in'),
    first_user: happened.includes('reached_provisioned'),
  };
  return setupSteps.map((step) => ({ step, done: done[step] }));
}
