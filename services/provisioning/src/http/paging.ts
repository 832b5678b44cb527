import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import type { Page, Start } from '../db/page.ts';
import { problem } from '../problems.ts';

/**
 * Opens the cursor a caller sent back.
 * @param list names the list and carries its filters and sort, so that a cursor never continues another list.
 * @returns the sort key to continue from and in which direction, or null for the first page.
 * @throws request.cursor_invalid when it is altered, or belongs to other filters or another provider.
 */
export function openCursor<K>(ctx: Context, cursor: string | undefined, list: object): Start<K> | null {
  if (cursor === undefined) return null;
  const opened = ctx.vault.verify(cursor);
  if (!isOurs(opened) || opened.list !== fingerprint(ctx, list)) throw problem('request.cursor_invalid');
  return startIn<K>(opened);
}

/** A page with a cursor each way when there is more that way. `prevCursor` goes no further than the Link header. */
export function sealPage<T, K>(ctx: Context, list: object, { items, next, prev }: Page<T, K>): { items: T[]; nextCursor: string | null; prevCursor: string | null } {
  const seal = (start: Start<K>) => ctx.vault.sign({ list: fingerprint(ctx, list), ...start });
  return { items, nextCursor: next === null ? null : seal({ after: next }), prevCursor: prev === null ? null : seal({ before: prev }) };
}

const fingerprint = (ctx: Context, list: object) =>
  createHash('sha256').update(JSON.stringify([ctx.providerId, Object.entries(list).filter(([, value]) => value !== undefined).sort()])).digest('base64url').slice(0, 16);

type Sealed = { list: unknown } & Start<unknown>;
const isOurs = (value: unknown): value is Sealed => typeof value === 'object' && value !== null && 'list' in value && ('after' in value || 'before' in value);

// Safe because the signature and the fingerprint prove that sealPage made it for this very list, hence with this type of key.
const startIn = <K>(sealed: Sealed) => ('after' in sealed ? { after: sealed.after as K } : { before: sealed.before as K });
