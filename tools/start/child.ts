import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogFile } from './log-file.ts';

/** How a program ended: by itself with a code, or by a signal. */
export type Ending = { code: number | null; signal: NodeJS.Signals | null };

/** One running program of the product. */
export type Child = {
  name: string;
  pid: number;
  log: LogFile;
  /** Each line the program writes to its standard output. */
  onLine: (listener: (line: string) => void) => void;
  ended: Promise<Ending>;
  /** Asks it to end and uses force after `patience` milliseconds; resolves when it is gone. */
  end: (patience: number) => Promise<void>;
  kill: () => void;
};

/**
 * Starts a program with our own Node. It has its own process group (Ctrl-C in a terminal reaches only us, who end things
 * in order) and an IPC channel, whose closing tells it that we are gone.
 */
export function startChild(name: string, file: string, env: Record<string, string>, log: LogFile): Child {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    env: { ...inherited(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
  });
  const listeners: ((line: string) => void)[] = [];
  collect(child, log, (line) => listeners.forEach((listener) => listener(line)));
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', (error) => {
      log.write(`${error.message}\n`, true);
      resolve({ code: 127, signal: null });
    });
    child.once('exit', (code, signal) => {
      // Its last words may still be in the pipe; a pipe that something else holds open is not waited for.
      child.once('close', () => resolve({ code, signal }));
      setTimeout(() => resolve({ code, signal }), 200).unref();
    });
  });
  const kill = () => signalGroup(child, 'SIGKILL');
  const end = async (patience: number) => {
    child.kill('SIGTERM');
    const inTime = await Promise.race([ended.then(() => true), sleep(patience, false, { ref: false })]);
    // Also after an end in time: whatever the program itself started must not stay.
    kill();
    if (!inTime) await ended;
  };
  return { name, pid: child.pid ?? 0, log, onLine: (listener) => void listeners.push(listener), ended, end, kill };
}

/** npm's own settings would make a pnpm or npm below behave differently; they are nobody's business there. */
function inherited(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name) && name !== 'NODE_CHANNEL_FD'));
}

function collect(child: ChildProcess, log: LogFile, onLine: (line: string) => void): void {
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    log.write(text, false);
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => log.write(text, true));
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // The whole group is gone.
  }
}
