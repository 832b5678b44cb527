import { requireRight } from '../access.ts';
import { loadCluster } from '../clusters/load-cluster.ts';
import { loadConnector } from '../connectors/load-connector.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { violatesUnique } from '../db/db.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import type { NewTemplate } from './create-template.ts';
import { claimTemplate, loadTemplate } from './load-template.ts';
import { changeTemplate, isTemplateUsed, type NamedTemplateRow, type TemplateChanges } from './store.ts';
import { requireUsableAccount } from './template.ts';

/**
 * Changes the fields that are given. A blank or absent adapter password keeps the stored one.
 * The cluster stays as soon as there are users: their ids live on it.
 * @throws template.not_found, template.name_taken, template.in_use, template.account_unusable, cluster.not_found, connector.not_found
 */
export async function updateTemplate(ctx: Context, id: string, input: Partial<NewTemplate>): Promise<NamedTemplateRow> {
  requireRight(ctx, 'templates:write');
  requireUsableAccount(input.adapterAccount, input.adapterPassword);
  return inTransaction(ctx, async (ctx) => {
    const before = await claimTemplate(ctx, id);
    if (input.clusterId && input.clusterId !== before.clusterId) await requireMovable(ctx, id, input.clusterId);
    if (input.connectorId) await loadConnector(ctx, input.connectorId);
    const { adapterPassword, look, ...plain } = input;
    const changes: TemplateChanges = { ...plain };
    if (look) changes.look = { ...before.look, ...look };
    if (adapterPassword) changes.adapterPasswordSealed = ctx.vault.seal(adapterPassword, id);
    if (!(await changeTemplate(ctx.db, ctx.providerId, id, changes, ctx.clock.now()))) throw problem('template.not_found');
    await recordEvent(ctx, { type: 'template.changed', templateId: id, data: { fields: Object.keys(input) } });
    return loadTemplate(ctx, id);
  }).catch((error: unknown) => {
    throw violatesUnique(error, 'templates_name') ? problem('template.name_taken') : error;
  });
}

async function requireMovable(ctx: TxContext, id: string, clusterId: string): Promise<void> {
  await loadCluster(ctx, clusterId);
  if (await isTemplateUsed(ctx.db, ctx.providerId, id)) throw problem('template.in_use', { detail: 'The cluster cannot change while the template has users.' });
}
