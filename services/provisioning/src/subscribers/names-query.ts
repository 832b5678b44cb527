import { and, eq, inArray } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { customers } from '../customers/table.ts';
import type { Db } from '../db/db.ts';
import { templates } from '../templates/table.ts';

/** The names of these customers and templates by id, in one statement; ids of either kind never meet. */
export async function selectNames(db: Db, providerId: string, ids: { customers: readonly string[]; templates: readonly string[] }): Promise<Map<string, string>> {
  const rows = await unionAll(
    db.select({ id: customers.id, name: customers.name }).from(customers).where(and(eq(customers.providerId, providerId), inArray(customers.id, [...ids.customers]))),
    db.select({ id: templates.id, name: templates.name }).from(templates).where(and(eq(templates.providerId, providerId), inArray(templates.id, [...ids.templates]))),
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
