import { findGrace } from '../access-keys/store.ts';
import { isAllRight, worstOf } from '../checks/finding.ts';
import { type Context, inTransaction } from '../context.ts';
import { portalOriginOf } from '../providers/portal-origin.ts';
import { noUsers } from '../subscribers/user-counts.ts';
import { findChecks } from './check-query.ts';
import { countByTemplate } from './count-by-template.ts';
import type { NamedTemplateRow } from './store.ts';
import { adapterUrlOf, lookOf, provisioningIdOf, shareLinkOf } from './template.ts';

/** Everything an admin reads about one template: its settings, and what is known about how it does. */
export async function describeTemplate(ctx: Context, row: NamedTemplateRow) {
  return inTransaction(ctx, async (ctx) => {
    const { shareKeySealed: _, adapterKey, adapterAccount, adapterPasswordSealed: __, lastRefusalAt, lastRefusalReason, lastRefusalAccount, refusalOverAt, logoKey: ___, providerId, deletedAt: ____, ...plain } = row;
    const totals = await countByTemplate(ctx, [row.id]);
    const origin = await portalOriginOf(ctx);
    const check = (await findChecks(ctx.db, providerId, [row.id])).get(row.id);
    return {
      ...plain,
      look: lookOf(row),
      provisioningId: provisioningIdOf(providerId, row.id),
      shareLink: shareLinkOf(origin, ctx.vault.open(row.shareKeySealed, row.id)),
      oldLinkUntil: await findGrace(ctx.db, providerId, 'share_link', row.id, ctx.clock.now()),
      adapter: { url: adapterUrlOf(ctx.config.publicUrl, adapterKey), account: adapterAccount, lastRefusalAt, lastRefusalReason, lastRefusalAccount, refusalOverAt },
      subscriberCounts: totals.get(row.id) ?? noUsers(),
      lastCheck: check ? { ...check, ok: isAllRight(check.findings) } : null,
    };
  });
}

/** What a list shows of each template. */
export async function summarizeTemplates(ctx: Context, rows: readonly NamedTemplateRow[]) {
  const ids = rows.map(({ id }) => id);
  return inTransaction(ctx, async (ctx) => {
    const totals = await countByTemplate(ctx, ids);
    const origin = await portalOriginOf(ctx);
    const checks = await findChecks(ctx.db, ctx.providerId, ids);
    return rows.map((row) => {
      const { id, name, clusterId, clusterName, defaultPackage, untrustedEmails, lastRefusalAt, refusalOverAt, createdAt } = row;
      const checkState = worstOf(checks.get(id)?.findings ?? []);
      return { id, name, clusterId, clusterName, defaultPackage, untrustedEmails, shareLink: shareLinkOf(origin, ctx.vault.open(row.shareKeySealed, row.id)), subscriberCounts: totals.get(id) ?? noUsers(), lastRefusalAt, refusalOverAt, checkState, createdAt };
    });
  });
}
