import { v7 as uuidv7 } from 'uuid';
import { createIdentityCheck } from './adapters/broadworks/identity-check.ts';
import { createMailDomains } from './adapters/dns/mail-domains.ts';
import { createRequestToken } from './adapters/oauth-token.ts';
import { createPortalCheck } from './adapters/portal/portal-check.ts';
import { createOidc } from './adapters/oidc/oidc-client.ts';
import { createSmtpMailer } from './adapters/smtp/smtp-mailer.ts';
import { createConnectCloud } from './adapters/connect-cloud.ts';
import { createPostWebhook } from './adapters/webhook/post-webhook.ts';
import type { Config } from './config.ts';
import type { Context, Log, Services } from './context.ts';
import { createPool } from './db/db.ts';
import { requireDatabase } from './db/require-database.ts';
import { proveIsolation } from './db/self-test.ts';
import { createLimiter } from './http/rate-limit.ts';
import { startJobQueue } from './jobs/boss.ts';
import { createVault } from './vault.ts';

/**
 * Builds what a process is made of, and refuses to when one provider could read another's rows.
 * @throws DatabaseUnusable, IsolationBroken
 */
export async function createServices(config: Config, log: Log, replaced: Partial<Services> = {}): Promise<{ services: Services; stop(): Promise<void> }> {
  await requireDatabase(config.databaseUrl, { prepared: true });
  // The driver hangs the whole connection on its error, its cancel key included: only the words are for the log.
  const onError = ({ message }: Error) => log.warn({ err: { message } }, 'a database connection broke');
  const pool = createPool(config.databaseUrl, { onError });
  // Counters have connections of their own: they are used while a transaction holds one of the others.
  const counters = createPool(config.databaseUrl, { max: 4, onError });
  await proveIsolation(pool);
  const vault = createVault(config.masterKey);
  const jobs = await startJobQueue({ databaseUrl: config.databaseUrl, onError });
  const mailer = createSmtpMailer({ url: config.smtpUrl });
  const services: Services = {
    pool,
    config,
    vault,
    jobs,
    mailer,
    mailDomains: createMailDomains({ servers: config.dnsServers }),
    clock: { now: () => new Date() },
    ids: { next: () => uuidv7() },
    limiter: createLimiter(counters, vault),
    portal: createPortalCheck(),
    postWebhook: createPostWebhook({ allowPrivate: config.allowPrivateTargets }),
    identity: createIdentityCheck({ allowPrivate: config.allowPrivateTargets }),
    requestToken: createRequestToken({ allowPrivate: config.allowPrivateTargets }),
    connectCloud: createConnectCloud({ allowPrivate: config.allowPrivateTargets }),
    oidc: createOidc({ allowPrivate: config.allowPrivateTargets }),
    ...replaced,
  };
  const stop = async () => {
    mailer.close();
    await jobs.stop();
    await Promise.all([pool.end(), counters.end()]);
  };
  return { services, stop };
}

/** A context in which nobody acts yet: for jobs, and for programs that run once. */
export const systemContext = (services: Services, log: Log, name: string): Context => ({
  ...services,
  log,
  actor: { kind: 'system', id: null, name },
  providerId: null,
  traceId: uuidv7().replaceAll('-', ''),
});
