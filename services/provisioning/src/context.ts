import type { Config } from './config.ts';
import { type Db, type Pool, withTenant } from './db/db.ts';
import type { Limiter } from './http/rate-limit.ts';
import type { JobQueue } from './jobs/catalog.ts';
import type { IdentityCheck } from './activation/identity-check.ts';
import type { Oidc } from './identity-providers/oidc.ts';
import type { RequestToken } from './connectors/token-request.ts';
import type { ConnectCloud } from './provisioning/cloud.ts';
import type { MailDomains } from './mail/mail-domains.ts';
import type { Mailer } from './mail/mailer.ts';
import type { OwnHost } from './providers/portal-address.ts';
import type { PortalCheck } from './templates/portal-check.ts';
import type { PostWebhook } from './webhooks/receiver.ts';
import type { Vault } from './vault.ts';
import { problem } from './problems.ts';

/** Who acts. Roles and scopes become rights in access.ts, nowhere else. */
export type Actor =
  | { kind: 'admin'; id: string; name: string; role: AdminRole; templateIds: readonly string[] | null; sessionId?: string }
  | { kind: 'api_client'; id: string; name: string; scopes: readonly string[] }
  | { kind: 'subscriber'; id: string; name: string }
  | { kind: 'broadworks'; id: string; name: string }
  | { kind: 'identity_system'; id: string; name: string }
  | { kind: 'system'; id: null; name: string }
  | { kind: 'visitor'; id: null; name: null };

export const adminRoles = ['owner', 'admin', 'operator', 'help_desk', 'read_only'] as const;
export type AdminRole = (typeof adminRoles)[number];

export type Log = {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
};

export type Clock = { now(): Date };
export type Ids = { next(): string };

/** What a process is made of; the same for every request. */
export type Services = Readonly<{
  pool: Pool;
  config: Config;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  jobs: JobQueue;
  identity: IdentityCheck;
  connectCloud: ConnectCloud;
  requestToken: RequestToken;
  oidc: Oidc;
  mailer: Mailer;
  mailDomains: MailDomains;
  portal: PortalCheck;
  limiter: Limiter;
  postWebhook: PostWebhook;
}>;

/** What a use case gets: the process, who acts, for which provider, and the id that follows the work through logs and events. */
export type Context = Services & Readonly<{ actor: Actor; providerId: string | null; traceId: string; log: Log; /** Where a request comes from; absent in jobs. */ address?: string; /** The provider's own host the request came to; absent at PUBLIC_URL. */ ownHost?: OwnHost; /** The versions a change is meant for, or whichever there is; absent when the caller names none. */ meantFor?: 'any' | readonly number[] }>;

/** A context inside a transaction: only this one can reach the tables. */
export type TxContext = Context & Readonly<{ db: Db; providerId: string }>;

/**
 * Runs `work` in a transaction of the context's provider, or joins the one already open.
 * The inner context shadows the outer one, so that the transaction cannot be forgotten.
 * @throws access.signed_out when no provider is known yet.
 */
export async function inTransaction<T>(ctx: Context | TxContext, work: (ctx: TxContext) => Promise<T>): Promise<T> {
  if ('db' in ctx) return work(ctx);
  const { providerId } = ctx;
  if (!providerId) throw problem('access.signed_out');
  return withTenant(ctx.pool, { providerId }, (db) => work({ ...ctx, db, providerId }));
}

/** A transaction that whoever began it ends later. @throws access.signed_out when no provider is known yet. */
export async function beginTransaction(ctx: Context): Promise<{ ctx: TxContext; commit(): Promise<void>; rollBack(): Promise<void> }> {
  const begun = Promise.withResolvers<TxContext>();
  const end = Promise.withResolvers<'commit' | 'roll back'>();
  const undone = new Error('rolled back on purpose');
  const over = inTransaction(ctx, async (ctx) => {
    begun.resolve(ctx);
    if ((await end.promise) === 'roll back') throw undone;
  });
  over.catch(begun.reject);
  const finish = (how: 'commit' | 'roll back') => {
    end.resolve(how);
    return over.catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  };
  return { ctx: await begun.promise, commit: () => finish('commit'), rollBack: () => finish('roll back') };
}

/** The same context for what comes after the transaction: its connection belongs to somebody else then. */
export function afterTransaction(ctx: Context | TxContext): Context {
  if (!('db' in ctx)) return ctx;
  const { db: _over, ...after } = ctx;
  return after;
}

/** The same work on behalf of the product itself. */
export const asSystem = (ctx: Context, providerId: string, name: string): Context => ({ ...ctx, providerId, actor: { kind: 'system', id: null, name } });
