import { requireRight } from '../access.ts';
import { loadCluster } from '../clusters/load-cluster.ts';
import { loadConnector } from '../connectors/load-connector.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { changesBetween, changesNothing } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { wakeOperations } from '../operations/wake-operations.ts';
import { requireVersion } from '../preconditions.ts';
import { problem } from '../problems.ts';
import { WAITING_FOR_FIRST } from '../subscribers/subscriber.ts';
import { requireReadable } from './accent.ts';
import type { NewTemplate } from './create-template.ts';
import { claimTemplate, loadTemplate } from './load-template.ts';
import { asRefusal } from './refusal.ts';
import { requireUsableReminders } from './reminders.ts';
import { changeTemplate, isTemplateUsed, type NamedTemplateRow, type TemplateChanges } from './store.ts';
import { requireFitting, requireUsableAccount } from './template.ts';

/**
 * Changes the fields that are given. A blank or absent adapter password keeps the stored one.
 * The cluster stays as soon as there are users: their ids live on it.
 * @param input.version what the caller read; another one by now is a conflict. Absent, the newest wins.
 * @throws template.not_found, request.version_outdated, request.version_missing, template.changed_meanwhile, template.name_taken, template.in_use, request.invalid for settings that do not fit together,
 *   template.account_unusable, template.accent_unreadable, cluster.not_found, connector.not_found
 */
export async function updateTemplate(ctx: Context, id: string, input: Partial<NewTemplate> & { version?: number }): Promise<NamedTemplateRow> {
  requireRight(ctx, 'templates:write');
  requireUsableAccount(input.adapterAccount, input.adapterPassword);
  return inTransaction(ctx, async (ctx) => {
    const before = await claimTemplate(ctx, id);
    requireVersion(ctx, before.version, { known: input.version !== undefined });
    if (input.clusterId && input.clusterId !== before.clusterId) await requireMovable(ctx, id, input.clusterId);
    if (input.connectorId) await loadConnector(ctx, input.connectorId);
    const { adapterPassword, look, version, ...plain } = input;
    requireFitting({ ...before, ...plain });
    if (plain.reminders) requireUsableReminders(plain.reminders);
    const changes: TemplateChanges = { ...plain };
    // One that is older than the rule stays until another is chosen.
    if (look?.accentColor !== before.look.accentColor) requireReadable(look?.accentColor);
    if (look) changes.look = { ...before.look, ...look };
    if (adapterPassword) changes.adapterPasswordSealed = ctx.vault.seal(adapterPassword, id);
    if ((version ?? before.version) === before.version && changesNothing(before, changes)) return before;
    // It is held, so it is still there: no row means another version.
    if (!(await changeTemplate(ctx.db, ctx.providerId, id, changes, ctx.clock.now(), version))) throw problem('template.changed_meanwhile');
    const after = await loadTemplate(ctx, id);
    if (before.provisionAdminFirst && !after.provisionAdminFirst) await wakeOperations(ctx, { templateId: id }, WAITING_FOR_FIRST);
    await tell(ctx, before, after, input);
    return after;
  }).catch(asRefusal);
}

/** What has changed, with names in place of ids; that the password is another one, and never which. */
async function tell(ctx: TxContext, before: NamedTemplateRow, after: NamedTemplateRow, { adapterPassword, look, version: _version, ...plain }: Partial<NewTemplate> & { version?: number }): Promise<void> {
  const { clusterId: _cluster, connectorId: _connector, ...fields } = plain;
  const changes = {
    ...changesBetween(before, after, Object.keys(fields) as (keyof typeof fields)[]),
    ...changesBetween(before, after, ['clusterName', 'connectorName']),
    ...changesBetween(before.look, after.look, Object.keys(look ?? {}) as (keyof typeof before.look)[]),
  };
  if (Object.keys(changes).length === 0 && !adapterPassword) return;
  await recordEvent(ctx, { type: 'template.changed', templateId: after.id, data: { changes, ...(adapterPassword && { newAdapterPassword: true }) } });
}

async function requireMovable(ctx: TxContext, id: string, clusterId: string): Promise<void> {
  await loadCluster(ctx, clusterId);
  if (await isTemplateUsed(ctx.db, ctx.providerId, id)) throw problem('template.in_use', { detail: 'The cluster cannot change while the template has users.' });
}
