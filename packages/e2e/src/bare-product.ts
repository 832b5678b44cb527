import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@vestibule/embedded-postgres';
import { startMailbox } from '@vestibule/simulators';
import { eventually } from './eventually.ts';
import { answersReady, freePort, newDataDir, removeDataDir } from './product.ts';

/** What a deployment is on its first day: migrations, one api that serves the pages, a worker that mails, an empty database. No demo. */
export type BareProduct = { url: string; consoleUrl: string; setupLink: () => Promise<string>; mailedLink: (address: string, page: string) => Promise<string>; stop: () => Promise<void> };

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = (name: string) => ['--disable-warning=ExperimentalWarning', join(root, 'services', 'provisioning', 'src', `${name}.ts`)];

export async function startBareProduct(): Promise<BareProduct> {
  const dir = newDataDir();
  // PostgreSQL may run as another account and must walk through.
  chmodSync(dir, 0o711);
  const [postgres, mailbox] = await Promise.all([startPostgres({ dir: join(dir, 'postgres'), database: 'vestibule' }), startMailbox()]);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], DATABASE_URL: postgres.url, PORT: String(port), PUBLIC_URL: url, MASTER_KEY: randomBytes(32).toString('base64'),
    SMTP_URL: mailbox.smtpUrl, MAIL_FROM: 'activation@vestibule.example', ALLOW_PRIVATE_TARGETS: 'true',
    STATIC_ADMIN_DIR: join(root, 'web-admin', 'dist'), STATIC_ACTIVATION_DIR: join(root, 'web-activation', 'dist'),
  };
  const [code] = await once(spawn(process.execPath, program('migrate'), { env, stdio: 'inherit' }), 'exit');
  if (code !== 0) throw new Error(`The migrations ended with ${code}.`);
  const api = spawn(process.execPath, program('api'), { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const worker = spawn(process.execPath, program('worker'), { env, stdio: ['ignore', 'ignore', 'inherit'] });
  let log = '';
  api.stdout.setEncoding('utf8').on('data', (part: string) => (log += part));
  const gone = Promise.all([once(api, 'exit'), once(worker, 'exit')]);
  await eventually('the api to answer', () => answersReady(url), 60);
  return {
    url,
    consoleUrl: `${url}/admin/`,
    setupLink: () => eventually('the link in the log', async () => /http:\S+\/admin\/setup#\w+/.exec(log)?.[0]),
    mailedLink: async (address, page) => {
      const { text } = await mailbox.waitForMessage(address);
      return new RegExp(`http:\\S+/admin/${page}#\\w+`).exec(text)?.[0] ?? '';
    },
    stop: async () => {
      for (const program of [api, worker]) program.kill('SIGTERM');
      await gone;
      await mailbox.close();
      await postgres.stop(1500);
      removeDataDir(dir);
    },
  };
}
