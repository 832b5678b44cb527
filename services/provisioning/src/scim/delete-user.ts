import { inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { loadForChange } from './change-user.ts';
import { noteScimSuccess, type OpenScim } from './open-scim.ts';
import { settleUser } from './settle-user.ts';
import { changeUser } from './store.ts';

/**
 * Deletes a user, here and downstream. From the answer on the user is gone for the identity system; an account that exists goes as soon as
 * the worker has seen to it.
 * @throws scim.user_not_found, request.version_outdated
 */
export async function deleteUser(open: OpenScim, id: string, ifMatch: string | undefined): Promise<void> {
  await inTransaction(open.ctx, async (ctx) => {
    const row = await loadForChange(ctx, open, id, ifMatch);
    const now = ctx.clock.now();
    const marked = await changeUser(ctx.db, row, { active: false, deletedAt: now }, now);
    if (!marked) throw problem('scim.user_not_found');
    await settleUser(ctx, open.template, marked, { handOver: false });
  });
  await noteScimSuccess(open);
}
