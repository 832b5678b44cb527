import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../../packages/cli/bin/vestibule.mjs', import.meta.url));

export type Ran = { code: number | null; stdout: string; stderr: string };

/** Runs the command line as a shell would, with nothing in the environment but what is given. @param input what is piped in */
export function runVestibule(words: string[], { env = {}, input = '', cwd, until }: { env?: Record<string, string>; input?: string; cwd?: string; until?: (stdout: string) => boolean } = {}): Promise<Ran> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', binary, ...words], { env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...env }, ...(cwd && { cwd }) });
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ran.stdout += text;
    if (until?.(ran.stdout)) child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.stderr += text));
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((done, fail) => child.on('error', fail).on('close', (code) => done({ ...ran, code })));
}
