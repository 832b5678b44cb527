import { type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { scopeOf } from './create-user.ts';
import { PAGE } from './discovery.ts';
import { conditionOf } from './filter.ts';
import { countCandidates, countUsers, findUser, isReadOffIndex, readUsers, type ScimUserWithState, type Wanted } from './list-query.ts';
import type { OpenScim } from './open-scim.ts';
import { orderOf, type Place } from './order.ts';

/** Counting stops here; beyond it `totalResults` says "more than was read so far", so that whoever reads on until it is reached reads everything. */
const COUNT_LIMIT = 10_000;
/** Of so many users a filter or an order that no index answers is told; a larger template has to be asked by one that an index answers. */
export const MOST_READ = 50_000;
/** Nobody has so many users; the database counts no further. */
const FARTHEST = 1_000_000_000;
/** Reading through so many is cheap enough to be asked for as often as anything. */
const FEW = 1_000;
const LARGE_READS = { points: 60, seconds: 60 };

export type UserQuery = { filter?: string; sortBy?: string; sortOrder?: string; startIndex?: number; count?: number; cursor?: string };
export type UserPage = { users: ScimUserWithState[]; totalResults: number; startIndex?: number; nextCursor?: string };

/** @throws scim.user_not_found */
export async function getUser(open: OpenScim, id: string): Promise<ScimUserWithState> {
  const user = await inTransaction(open.ctx, (ctx) => findUser(ctx.db, scopeOf(open), id));
  if (!user) throw problem('scim.user_not_found');
  return user;
}

/**
 * The users of a template, in the order they came or another: a page by its number (RFC 7644, 3.4.2.4) or by a cursor (RFC 9865), which costs the same however far one is.
 * @throws scim.filter_invalid, scim.too_many, scim.cursor_invalid, scim.value_invalid naming sortBy or sortOrder, access.too_many_attempts
 */
export async function listUsers(open: OpenScim, { filter, sortBy, sortOrder, startIndex = 1, count = PAGE.usual, cursor }: UserQuery): Promise<UserPage> {
  const wanted: Wanted = { condition: filter ? conditionOf(filter) : null, order: orderOf(sortBy, sortOrder) };
  const of = { scim: open.template.id, filter: filter ?? '', sortBy: sortBy ?? '', sortOrder: sortOrder ?? '' };
  const limit = Math.min(PAGE.most, Math.max(0, count));
  const after = cursor ? openCursor(open.ctx, cursor, of) : null;
  const first = cursor === undefined ? Math.min(FARTHEST, Math.max(1, startIndex)) : 1;
  await requireFew(open, wanted);
  return inTransaction(open.ctx, async (ctx) => {
    const read = await readUsers(ctx.db, scopeOf(open), wanted, { after, offset: first - 1, limit: limit + 1, most: MOST_READ });
    const users = read.slice(0, limit).map(({ user }) => user);
    // A first page that is not full tells how many there are.
    const isWhole = after === null && first === 1 && read.length <= limit;
    const counted = isWhole ? read.length : await countUsers(ctx.db, scopeOf(open), wanted, { limit: COUNT_LIMIT + 1, most: MOST_READ });
    if (cursor === undefined) return { users, totalResults: totalOf(counted, first - 1 + read.length), startIndex: first };
    const last = read.length > limit ? read[limit - 1] : undefined;
    return { users, totalResults: counted, ...(last && { nextCursor: ctx.vault.sign({ ...of, after: last.place }) }) };
  });
}

/** What no index answers is told by reading who may fit: all of a small template, and of a large one those whom an index leaves. @throws scim.too_many, access.too_many_attempts */
async function requireFew(open: OpenScim, wanted: Wanted): Promise<void> {
  if (isReadOffIndex(wanted)) return;
  // Over before it is counted how often: whoever holds a connection must not wait for another.
  const candidates = await inTransaction(open.ctx, (ctx) => countCandidates(ctx.db, scopeOf(open), wanted, MOST_READ + 1));
  if (candidates > MOST_READ) throw problem('scim.too_many');
  if (candidates > FEW) await open.ctx.limiter.consume('scim-large-reads', open.template.id, LARGE_READS);
}

/** Exact up to the limit; beyond it at least one more than was read while more follow, and exact at the end. */
const totalOf = (counted: number, seen: number): number => (counted <= COUNT_LIMIT ? counted : Math.max(COUNT_LIMIT + 1, seen));

/** What a cursor was given for. */
type Of = { scim: string; filter: string; sortBy: string; sortOrder: string };

/** @throws scim.cursor_invalid when it is not ours, or of another template, filter or order */
function openCursor(ctx: Context, cursor: string, of: Of): Place {
  const opened = ctx.vault.verify(cursor);
  if (isOurs(opened) && opened.scim === of.scim && opened.filter === of.filter && opened.sortBy === of.sortBy && opened.sortOrder === of.sortOrder) return opened.after;
  throw problem('scim.cursor_invalid');
}

// Safe because we signed it: nothing else with a template of this name is.
const isOurs = (value: unknown): value is Of & { after: Place } => typeof value === 'object' && value !== null && 'scim' in value && 'after' in value && typeof value.after === 'object';
