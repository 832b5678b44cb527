import { and, eq } from 'drizzle-orm';
import type { Db } from '../db/db.ts';
import type { LogoType } from './logo.ts';
import { templateLogos } from './table.ts';

const ofTemplate = (providerId: string, templateId: string) => and(eq(templateLogos.providerId, providerId), eq(templateLogos.templateId, templateId));

export type StoredLogo = { type: LogoType; image: Buffer; mailImage: Buffer | null };

export async function findLogo(db: Db, providerId: string, templateId: string): Promise<StoredLogo | null> {
  const [row] = await db.select({ type: templateLogos.type, image: templateLogos.image, mailImage: templateLogos.mailImage }).from(templateLogos).where(ofTemplate(providerId, templateId));
  return row ?? null;
}

export async function upsertLogo(db: Db, row: typeof templateLogos.$inferInsert): Promise<void> {
  await db.insert(templateLogos).values(row).onConflictDoUpdate({ target: [templateLogos.providerId, templateLogos.templateId], set: { type: row.type, image: row.image, mailImage: row.mailImage ?? null } });
}

export async function deleteLogo(db: Db, providerId: string, templateId: string): Promise<void> {
  await db.delete(templateLogos).where(ofTemplate(providerId, templateId));
}
