import { type Context, inTransaction } from '../context.ts';
import { selectNames } from './names-query.ts';
import type { SubscriberRow } from './store.ts';

/** A subscriber with the names of its customer and its template, for people to read. */
export type NamedSubscriber = SubscriberRow & { customerName: string; templateName: string };

/** Adds the names to a page of rows: one more statement however many rows there are. Checks no right. */
export async function nameSubscribers(ctx: Context, rows: readonly SubscriberRow[]): Promise<NamedSubscriber[]> {
  if (rows.length === 0) return [];
  const ids = { customers: [...new Set(rows.map(({ customerId }) => customerId))], templates: [...new Set(rows.map(({ templateId }) => templateId))] };
  const names = await inTransaction(ctx, (ctx) => selectNames(ctx.db, ctx.providerId, ids));
  return rows.map((row) => withNames(row, names));
}

/** The same for one that was just read or changed. */
export async function nameSubscriber(ctx: Context, row: SubscriberRow): Promise<NamedSubscriber> {
  const [named] = await nameSubscribers(ctx, [row]);
  return named ?? withNames(row, new Map());
}

// Foreign keys keep both from being deleted while a user points to them.
const withNames = (row: SubscriberRow, names: ReadonlyMap<string, string>): NamedSubscriber => ({
  ...row,
  customerName: names.get(row.customerId) ?? '',
  templateName: names.get(row.templateId) ?? '',
});
