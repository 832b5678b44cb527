import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { Finding } from '../checks/finding.ts';
import type { Db } from '../db/db.ts';
import { scimAccesses } from '../scim/table.ts';
import { templateChecks, templates } from './table.ts';

export type StoredCheck = { findings: Finding[]; checkedAt: Date };

export async function findChecks(db: Db, providerId: string, templateIds: readonly string[]): Promise<Map<string, StoredCheck>> {
  const rows = await db
    .select()
    .from(templateChecks)
    .where(and(eq(templateChecks.providerId, providerId), sql`${templateChecks.templateId} = any(${sql.param([...templateIds])}::uuid[])`));
  return new Map(rows.map(({ templateId, findings, checkedAt }) => [templateId, { findings, checkedAt }]));
}

/** How identity systems fared with a template; null while none is let in. */
export async function findScimHealth(db: Db, providerId: string, templateId: string) {
  const { lastRefusalAt: at, lastRefusalReason: reason, lastRefusalCall: call, lastRefusalField: field, refusalOverAt: overAt } = scimAccesses;
  const [row] = await db.select({ at, reason, call, field, overAt }).from(scimAccesses).where(and(eq(scimAccesses.providerId, providerId), eq(scimAccesses.templateId, templateId)));
  return row ?? null;
}

export async function upsertCheck(db: Db, providerId: string, templateId: string, check: StoredCheck): Promise<void> {
  await db
    .insert(templateChecks)
    .values({ providerId, templateId, ...check })
    .onConflictDoUpdate({ target: [templateChecks.providerId, templateChecks.templateId], set: check });
}

/** Live templates whose last check has found a problem, the latest first. */
export async function failedChecks(db: Db, providerId: string, { limit, only }: { limit: number; only: readonly string[] | null }): Promise<(StoredCheck & { templateId: string; name: string })[]> {
  return db
    .select({ templateId: templates.id, name: templates.name, findings: templateChecks.findings, checkedAt: templateChecks.checkedAt })
    .from(templateChecks)
    .innerJoin(templates, and(eq(templates.providerId, templateChecks.providerId), eq(templates.id, templateChecks.templateId)))
    .where(
      and(
        eq(templateChecks.providerId, providerId),
        isNull(templates.deletedAt),
        sql`${templateChecks.findings} @> '[{"severity": "problem"}]'::jsonb`,
        only ? sql`${templates.id} = any(${sql.param([...only])}::uuid[])` : undefined,
      ),
    )
    .orderBy(desc(templateChecks.checkedAt))
    .limit(limit);
}
