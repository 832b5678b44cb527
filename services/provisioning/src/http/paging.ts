import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import type { Page } from '../db/page.ts';
import { problem } from '../problems.ts';

/**
 * Opens the cursor a caller sent back.
 * @param list names the list and carries its filters and sort, so that a cursor never continues another list.
 * @returns the sort key to continue after, or null for the first page.
 * @throws request.cursor_invalid when it is altered, or belongs to other filters or another provider.
 */
export function openCursor<K>(ctx: Context, cursor: string | undefined, list: object): K | null {
  if (cursor === undefined) return null;
  const opened = ctx.vault.verify(cursor);
  if (!isOurs(opened) || opened.list !== fingerprint(ctx, list)) throw problem('request.cursor_invalid');
  return sealedHere<K>(opened.after);
}

/** The answer of a list: its items, and a cursor when more follow. */
export function sealPage<T, K>(ctx: Context, list: object, page: Page<T, K>): { items: T[]; nextCursor: string | null } {
  const nextCursor = page.next === null ? null : ctx.vault.sign({ list: fingerprint(ctx, list), after: page.next });
  return { items: page.items, nextCursor };
}

const fingerprint = (ctx: Context, list: object) =>
  createHash('sha256').update(JSON.stringify([ctx.providerId, Object.entries(list).filter(([, value]) => value !== undefined).sort()])).digest('base64url').slice(0, 16);

const isOurs = (value: unknown): value is { list: string; after: unknown } => typeof value === 'object' && value !== null && 'list' in value && 'after' in value;

// Safe because the signature and the fingerprint prove that sealPage made it for this very list, hence with this type of key.
const sealedHere = <K>(after: unknown) => after as K;
