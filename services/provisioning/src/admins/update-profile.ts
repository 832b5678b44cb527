import { type Context, inTransaction } from '../context.ts';
import { changesBetween, changesNothing } from '../events/changes.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import type { Language } from '../languages.ts';
import type { ConsoleTheme } from './admin.ts';
import { requireAdmin } from './require-admin.ts';
import { changeAdmin, lockAdmin } from './store.ts';

/** Changes what is the admin's own: the name, and what the console speaks and looks like on every device. */
export async function updateProfile(ctx: Context, changes: { name?: string; language?: Language; theme?: ConsoleTheme }): Promise<void> {
  const { id } = requireAdmin(ctx);
  await inTransaction(ctx, async (ctx) => {
    const before = await lockAdmin(ctx.db, ctx.providerId, id);
    if (!before) throw problem('access.signed_out');
    const name = changes.name?.trim() ?? before.name;
    const wanted = { name, language: changes.language ?? before.language, theme: changes.theme ?? before.theme };
    if (changesNothing(before, wanted)) return;
    await changeAdmin(ctx.db, ctx.providerId, id, wanted);
    if (name !== before.name) await recordEvent(ctx, { type: 'admin.changed', subject: before.email, data: { adminId: id, email: before.email, changes: changesBetween(before, { ...before, name }, ['name']) } });
  });
}
