import { type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { scopeOf } from './create-user.ts';
import { PAGE } from './discovery.ts';
import { conditionOf } from './filter.ts';
import { countUsers, findUser, readUsers, type ScimUserWithState } from './list-query.ts';
import type { OpenScim } from './open-scim.ts';

/** Counting stops here; beyond it `totalResults` says "more than was read so far", so that whoever reads on until it is reached reads everything. */
const COUNT_LIMIT = 10_000;

export type UserQuery = { filter?: string; startIndex?: number; count?: number; cursor?: string };
export type UserPage = { users: ScimUserWithState[]; totalResults: number; startIndex?: number; nextCursor?: string };

/** @throws scim.user_not_found */
export async function getUser(open: OpenScim, id: string): Promise<ScimUserWithState> {
  const user = await inTransaction(open.ctx, (ctx) => findUser(ctx.db, scopeOf(open), id));
  if (!user) throw problem('scim.user_not_found');
  return user;
}

/**
 * The users of a template in the order they came: a page by its number (RFC 7644, 3.4.2.4) or by a cursor (RFC 9865), which costs the same however far one is.
 * @throws scim.filter_invalid, scim.cursor_invalid
 */
export async function listUsers(open: OpenScim, { filter, startIndex = 1, count = PAGE.usual, cursor }: UserQuery): Promise<UserPage> {
  const condition = filter ? conditionOf(filter) : null;
  const limit = Math.min(PAGE.most, Math.max(0, count));
  const after = cursor ? openCursor(open.ctx, cursor, open.template.id, filter) : null;
  const first = cursor === undefined ? Math.max(1, startIndex) : 1;
  return inTransaction(open.ctx, async (ctx) => {
    const scope = scopeOf(open);
    const read = await readUsers(ctx.db, scope, { condition, after, offset: first - 1, limit: limit + 1 });
    const users = read.slice(0, limit);
    const counted = await countUsers(ctx.db, scope, condition, COUNT_LIMIT + 1);
    if (cursor === undefined) return { users, totalResults: totalOf(counted, first - 1 + read.length), startIndex: first };
    const last = read.length > limit ? users.at(-1) : undefined;
    return { users, totalResults: counted, ...(last && { nextCursor: ctx.vault.sign(sealed(open.template.id, filter, last.id)) }) };
  });
}

/** Exact up to the limit; beyond it at least one more than was read while more follow, and exact at the end. */
const totalOf = (counted: number, seen: number): number => (counted <= COUNT_LIMIT ? counted : Math.max(COUNT_LIMIT + 1, seen));

const sealed = (templateId: string, filter: string | undefined, after: string) => ({ scim: templateId, filter: filter ?? '', after });

/** @throws scim.cursor_invalid when it is not ours, or of another template or filter */
function openCursor(ctx: Context, cursor: string, templateId: string, filter: string | undefined): string {
  const opened = ctx.vault.verify(cursor);
  if (isOurs(opened) && opened.scim === templateId && opened.filter === (filter ?? '')) return opened.after;
  throw problem('scim.cursor_invalid');
}

const isOurs = (value: unknown): value is ReturnType<typeof sealed> => typeof value === 'object' && value !== null && 'scim' in value && 'filter' in value && 'after' in value && typeof value.after === 'string';
