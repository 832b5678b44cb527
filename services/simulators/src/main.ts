import { join } from 'node:path';
import { startBroadworks, startDns, startMailbox, startScim, startWebex } from './index.ts';

/** What is printed, and sent to a parent process as `{ ready }`, once all simulators listen. */
export type SimulatorUrls = { broadworksUrl: string; webexUrl: string; scimUrl: string; mailboxUrl: string; smtpUrl: string; dnsServer: string };

type Running = { urls: SimulatorUrls; close(): Promise<void> };

const startAll = async (env: NodeJS.ProcessEnv): Promise<Running> => {
  const host = env.HOST || undefined;
  const inDataDir = (name: string): string | undefined => (env.DATA_DIR ? join(env.DATA_DIR, name) : undefined);
  const broadworks = await startBroadworks({ host, port: portOf(env, 'BROADWORKS_PORT') });
  const webex = await startWebex({ host, port: portOf(env, 'WEBEX_PORT'), accessToken: env.WEBEX_ACCESS_TOKEN || undefined, ownersAgreeAfterMs: 6_000, file: inDataDir('webex-accounts.json') });
  const scim = await startScim({ host, port: portOf(env, 'SCIM_PORT'), accessToken: env.SCIM_ACCESS_TOKEN || undefined, file: inDataDir('scim-users.json') });
  const mailbox = await startMailbox({ host, httpPort: portOf(env, 'MAILBOX_PORT'), smtpPort: portOf(env, 'SMTP_PORT'), file: inDataDir('mails.json'), ...(env.RETURNS_URL && { returnsUrl: env.RETURNS_URL }) });
  const dns = await startDns({ host, port: portOf(env, 'DNS_PORT') });
  return {
    urls: { broadworksUrl: broadworks.url, webexUrl: webex.url, scimUrl: scim.url, mailboxUrl: mailbox.url, smtpUrl: mailbox.smtpUrl, dnsServer: dns.server },
    close: async () => {
      await Promise.all([broadworks.close(), webex.close(), scim.close(), mailbox.close(), dns.close()]);
    },
  };
};

const portOf = (env: NodeJS.ProcessEnv, name: string): number => {
  const text = env[name] || '0';
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Error(`${name} must be a port number, not "${text}".`);
  return Number(text);
};

/** Ends on a signal, or when the process that started this one is gone, so that no orphan keeps a port. */
const endWith = (running: Running): void => {
  const end = (): void => {
    void running.close().finally(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (!process.send) return;
  process.once('disconnect', end);
  process.send({ ready: running.urls });
};

try {
  const running = await startAll(process.env);
  process.stdout.write(`${JSON.stringify(running.urls)}\n`);
  endWith(running);
} catch (error) {
  console.error(`The simulators could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
