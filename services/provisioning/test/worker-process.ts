import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Harness } from './harness.ts';

const program = fileURLToPath(new URL('../src/worker.ts', import.meta.url));

/** A worker as in production, in a process of its own; it is at work when it says so. */
export async function startWorkerProcess(h: Harness): Promise<ChildProcess> {
  const { databaseUrl, masterKey, smtpUrl, mailFrom, publicUrl } = h.services.config;
  const env = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], DATABASE_URL: databaseUrl, MASTER_KEY: masterKey.toString('base64'), SMTP_URL: smtpUrl, MAIL_FROM: mailFrom, PUBLIC_URL: publicUrl.replace('http:', 'https:'), LOG_LEVEL: 'info', ALLOW_PRIVATE_TARGETS: 'true' };
  const worker = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((atWork, failed) => {
    worker.once('exit', (code) => failed(new Error(`the worker ended with ${code}`)));
    worker.stdout?.on('data', (lines: Buffer) => lines.includes('the worker is at work') && atWork());
  });
  return worker;
}

/** kill -9: nothing it had in hand is put away. */
export async function killWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, 'exit');
  worker.kill('SIGKILL');
  await gone;
}
