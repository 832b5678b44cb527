import { findGrace } from '../access-keys/store.ts';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import type { NextAction } from '../problem-entry.ts';
import { describeProblem, type ProblemCode } from '../problems.ts';
import { loadVisibleTemplate } from '../templates/load-template.ts';
import { findAccess } from './store.ts';

export type ScimAccess = {
  /** What identity systems call the tenant or base URL. */
  url: string;
  token: { end: string; madeAt: Date; oldUntil: Date | null } | null;
  spEnterpriseId: string | null;
  lastUsedAt: Date | null;
  lastRefusal: { at: Date; reason: ProblemCode; action: NextAction; call: string; field: string | null; overAt: Date | null } | null;
};

export const scimBaseOf = (publicUrl: string): string => `${publicUrl}/scim/v2`;

/** How identity systems come in to a template, and how they fare. @throws template.not_found */
export async function describeAccess(ctx: Context, templateId: string): Promise<ScimAccess> {
  requireRight(ctx, 'templates:read');
  return inTransaction(ctx, async (ctx) => {
    await loadVisibleTemplate(ctx, templateId);
    const row = await findAccess(ctx.db, ctx.providerId, templateId);
    const { lastRefusalAt: at, lastRefusalReason: reason, lastRefusalCall: call } = row ?? {};
    return {
      url: scimBaseOf(ctx.config.publicUrl),
      token: row && { end: row.tokenEnd, madeAt: row.tokenMadeAt, oldUntil: await findGrace(ctx.db, ctx.providerId, 'scim_token', templateId, ctx.clock.now()) },
      spEnterpriseId: row?.spEnterpriseId ?? null,
      lastUsedAt: row?.lastUsedAt ?? null,
      lastRefusal: row && at && reason ? { at, reason, action: describeProblem(reason).action, call: call ?? '', field: row.lastRefusalField, overAt: row.refusalOverAt } : null,
    };
  });
}
