import { Refusal } from './refusal.ts';
import { readSettings } from './settings.ts';
import { Supervisor } from './supervisor.ts';
import type { Programs } from './programs.ts';

/** Ctrl-C comes twice at once (from the terminal and from npm); only a later one is a second wish. */
const SAME_WISH = 700;

/**
 * Runs the product until it is told to end (a signal, or the launcher's channel closing), then exits 0. What keeps it from
 * starting or going on is one line, and exit 1. A second signal ends everything by force.
 */
export async function runToTheEnd(root: string, programs: Programs): Promise<void> {
  // A closed terminal must not keep us from ending the database in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  let supervisor: Supervisor | undefined;
  let wished = 0;
  const end = async (code: number) => {
    wished ||= Date.now();
    await supervisor?.end();
    process.exit(code);
  };
  const giveUp = (reason: Refusal) => {
    console.error(reason.message);
    void end(1);
  };
  const onSignal = () => {
    if (wished === 0) console.log('\nEnding...');
    else if (Date.now() - wished < SAME_WISH) return;
    else {
      supervisor?.kill();
      process.exit(130);
    }
    void end(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  if (process.connected) process.once('disconnect', () => void end(0));
  try {
    supervisor = new Supervisor(programs, readSettings(process.env, root), (line) => console.log(line), giveUp);
    console.log(await supervisor.start());
  } catch (error) {
    if (wished > 0) return;
    console.error(error instanceof Refusal ? error.message : error);
    await end(1);
  }
}
