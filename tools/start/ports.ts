import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@vestibule/embedded-postgres/free-port';
import { readJson, writePrivateJson } from './data-dir.ts';
import { Refusal } from './refusal.ts';

/** `returns` is the worker's: the mailbox simulator reports to it what bounced. */
const names = ['broadworks', 'webex', 'scim', 'mailbox', 'smtp', 'returns', 'dns'] as const;

export type SimulatorPorts = Record<(typeof names)[number], number>;

/** Throws a Refusal when the one public port is taken. What a killed run left behind gets a moment to go. */
export async function requirePort(port: number, patience = 2000): Promise<void> {
  let problem = await listenProblem(port);
  for (const end = Date.now() + patience; problem === 'EADDRINUSE' && Date.now() < end; problem = await listenProblem(port)) await sleep(100);
  if (problem === 'EADDRINUSE') throw new Refusal(`Port ${port} is taken by another program. Choose another: PORT=${port === 65535 ? 8080 : port + 1} npm start`);
  if (problem) throw new Refusal(`Port ${port} cannot be used (${problem}). Choose another: PORT=8080 npm start`);
}

/**
 * The simulators' ports are chosen once and remembered, so that the addresses in the demo data stay true. One that is
 * taken meanwhile is replaced, and so is one that is the public port now.
 */
export async function simulatorPorts(dataDir: string, publicPort: number): Promise<SimulatorPorts> {
  const path = join(dataDir, 'simulators.json');
  const remembered = Object(readJson(path)) as Partial<Record<string, unknown>>;
  const ports: Partial<SimulatorPorts> = {};
  const used = new Set([publicPort]);
  for (const name of names) {
    const port = await usable(remembered[name], used);
    used.add(port);
    ports[name] = port;
  }
  writePrivateJson(path, ports);
  return ports as SimulatorPorts;
}

async function usable(remembered: unknown, used: Set<number>): Promise<number> {
  if (typeof remembered === 'number' && !used.has(remembered) && (await listenProblem(remembered)) === undefined) return remembered;
  for (;;) {
    const port = await freePort();
    if (!used.has(port)) return port;
  }
}

/** Why nobody can listen on the port of 127.0.0.1, as the system's code; undefined when one can. */
function listenProblem(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
}
