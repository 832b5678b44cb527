import { and, eq, gt, sql } from 'drizzle-orm';
import type { Finding } from '../checks/finding.ts';
import type { Db } from '../db/db.ts';
import { subscribers } from '../subscribers/table.ts';
import { templateChecks } from './table.ts';

export type StoredCheck = { findings: Finding[]; checkedAt: Date };

export async function findChecks(db: Db, providerId: string, templateIds: readonly string[]): Promise<Map<string, StoredCheck>> {
  const rows = await db
    .select()
    .from(templateChecks)
    .where(and(eq(templateChecks.providerId, providerId), sql`${templateChecks.templateId} = any(${sql.param([...templateIds])}::uuid[])`));
  return new Map(rows.map(({ templateId, findings, checkedAt }) => [templateId, { findings, checkedAt }]));
}

export async function upsertCheck(db: Db, providerId: string, templateId: string, check: StoredCheck): Promise<void> {
  await db
    .insert(templateChecks)
    .values({ providerId, templateId, ...check })
    .onConflictDoUpdate({ target: [templateChecks.providerId, templateChecks.templateId], set: check });
}

/** Was a user handed over after this moment? Nobody made since then stands further back in the list by status change. */
export async function tookUserSince(db: Db, providerId: string, templateId: string, moment: Date): Promise<boolean> {
  const rows = await db
    .select({ id: subscribers.id })
    .from(subscribers)
    .where(and(eq(subscribers.providerId, providerId), eq(subscribers.templateId, templateId), gt(subscribers.lastStatusChange, moment), gt(subscribers.createdAt, moment)))
    .limit(1);
  return rows.length === 1;
}
