import { join } from 'node:path';
import { commandLineOf, identityOf, isAlive } from '@vestibule/embedded-postgres/live-process';
import { readJson, writePrivateJson } from './data-dir.ts';

type Noted = { pid: number; identity: string };

/**
 * Remembers which programs run, for the start after one in which we were killed: they end by themselves when their channel
 * closes, and those that did not are ended before anything else begins. Only processes that are certainly ours.
 */
export class Leftovers {
  readonly #path: string;
  #noted: Noted[] = [];

  constructor(dataDir: string) {
    this.#path = join(dataDir, 'processes.json');
  }

  note(pid: number): void {
    this.#noted = [...this.#noted.filter((each) => isAlive(each.pid)), { pid, identity: identityOf(pid) }];
    writePrivateJson(this.#path, this.#noted);
  }

  /** Ends what an earlier run left; answers how many there were. */
  endAll(): number {
    const found = readJson(this.#path);
    const ours = (Array.isArray(found) ? found.filter(isNoted) : []).filter(({ pid, identity }) => isAlive(pid) && identity !== '' && identityOf(pid) === identity && commandLineOf(pid) !== '');
    for (const { pid } of ours) {
      try {
        process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
      } catch {
        // It ended between the look and the signal.
      }
    }
    return ours.length;
  }
}

function isNoted(value: unknown): value is Noted {
  const { pid, identity } = Object(value) as Partial<Record<keyof Noted, unknown>>;
  return typeof pid === 'number' && pid > 1 && typeof identity === 'string';
}
