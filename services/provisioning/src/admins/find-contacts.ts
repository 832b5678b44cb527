import type { TxContext } from '../context.ts';
import { activeContacts } from './store.ts';

export type Contact = { id: string; name: string; email: string; language: string | null };

/** How many admins one piece of news goes to at most: it is to reach somebody, not everybody. */
const MOST = 10;

/** Owners and admins who can sign in, who were here last first; for mails that somebody has to act on. Checks no right. */
export const findContacts = (ctx: TxContext): Promise<Contact[]> => activeContacts(ctx.db, ctx.providerId, MOST);
