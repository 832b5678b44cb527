import { type Context, inTransaction } from '../context.ts';
import { recordEvent } from './record-event.ts';

/** Records that somebody takes a list along, and which part of it. */
export async function recordExport(ctx: Context, list: 'subscribers' | 'audit', { filters, encoding, columns }: { filters: object; encoding: string; columns?: readonly string[] }): Promise<void> {
  const { templateId, ...given } = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''));
  await inTransaction(ctx, (ctx) => recordEvent(ctx, { type: 'export.downloaded', templateId: typeof templateId === 'string' ? templateId : null, data: { list, encoding, ...(columns && { columns }), filters: { ...given, ...(templateId ? { templateId } : {}) } } }));
}
