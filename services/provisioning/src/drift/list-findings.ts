import { requireRight, visibleTemplates } from '../access.ts';
import { loadConnector } from '../connectors/load-connector.ts';
import { type Context, inTransaction } from '../context.ts';
import { cutPage, type Page, type PageRequest } from '../db/page.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { changeFacts } from '../subscribers/change-package.ts';
import { holdVisibleSubscriber } from '../subscribers/load-subscriber.ts';
import { isRunning } from './drift.ts';
import { dropFinding, findFinding, type FindingRow, findRound, listFindings as readFindings, restartRound, type RoundRow } from './store.ts';

export type FindingKey = [foundAt: string, id: string];
export type Round = Pick<RoundRow, 'checked' | 'finishedAt' | 'nextAt'> & { running: boolean };

/** Accounts that are not as they should be, newest first; only of templates the actor may see. @throws connector.not_found */
export async function listFindings(ctx: Context, connectorId: string, { templateId, ...request }: PageRequest<FindingKey> & { templateId?: string | undefined }): Promise<Page<FindingRow, FindingKey> & { round: Round | null }> {
  requireRight(ctx, 'subscribers:read');
  return inTransaction(ctx, async (ctx) => {
    await loadConnector(ctx, connectorId);
    const visible = visibleTemplates(ctx.actor);
    const templateIds = templateId === undefined ? visible : [templateId].filter((id) => !visible || visible.includes(id));
    const page = cutPage(await readFindings(ctx.db, ctx.providerId, { connectorId, templateIds, ...request }), request, (row): FindingKey => [row.foundAt.toISOString(), row.subscriberId]);
    const round = await findRound(ctx.db, ctx.providerId, connectorId);
    return { ...page, round: round && { checked: round.checked, finishedAt: round.finishedAt, nextAt: round.nextAt, running: isRunning(round, ctx.clock.now()) } };
  });
}

/** Begins to compare all users of a connector now. @throws connector.not_found */
export async function startComparison(ctx: Context, connectorId: string): Promise<void> {
  requireRight(ctx, 'integrations:write');
  await inTransaction(ctx, async (ctx) => {
    const { name } = await loadConnector(ctx, connectorId);
    await restartRound(ctx.db, ctx.providerId, connectorId, ctx.clock.now());
    await recordEvent(ctx, { type: 'connector.comparison_started', subject: name, data: { connectorId, name } });
  });
}

/**
 * Makes the account what it should be: creates what is missing, sets package and state again. The published Webex API changes no
 * address; there the finding comes back, and the user is deleted and handed over anew.
 * @throws subscriber.not_found also when nothing was found about the user, subscriber.action_not_allowed while work is running
 */
export async function repairDrift(ctx: Context, subscriberId: string): Promise<void> {
  requireRight(ctx, 'subscribers:write');
  await inTransaction(ctx, async (ctx) => {
    const subscriber = await holdVisibleSubscriber(ctx, subscriberId);
    const finding = await findFinding(ctx.db, ctx.providerId, subscriberId);
    if (!finding) throw problem('subscriber.not_found');
    if (subscriber.status !== 'provisioned') throw problem('subscriber.action_not_allowed');
    await changeFacts(ctx, subscriber, { package: subscriber.package });
    await dropFinding(ctx.db, ctx.providerId, subscriberId);
    await recordEvent(ctx, { type: 'subscriber.drift_repaired', subscriberId, templateId: subscriber.templateId, data: { connectorId: finding.connectorId, drift: finding.kind } });
  });
}
