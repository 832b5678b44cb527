import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LARGEST = 10 * 1024 * 1024;

/** Takes what one program says: all of it into its file, warnings and errors in short to the person too. */
export class LogFile {
  readonly path: string;
  readonly #name: string;
  readonly #echo: (line: string) => void;
  #size: number;
  #rest = '';
  #lines: string[] = [];

  constructor(dataDir: string, name: string, echo: (line: string) => void) {
    this.#name = name;
    this.#echo = echo;
    this.path = join(dataDir, 'logs', `${name}.log`);
    this.#size = existsSync(this.path) ? statSync(this.path).size : 0;
  }

  /** `isError`: it came on the error stream, where lines that are no JSON matter too. */
  write(text: string, isError: boolean): void {
    if (this.#size > LARGEST) this.#rotate();
    appendFileSync(this.path, text, { mode: 0o600 });
    this.#size += Buffer.byteLength(text);
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(-10_000);
    this.#lines = [...this.#lines, ...lines].slice(-20);
    for (const line of lines) {
      const short = shortWarning(line, isError);
      if (short) this.#echo(`[${this.#name}] ${short}`);
    }
  }

  /** What the program said last, for the one line that explains its end. */
  lastWords(): string {
    const said = [...this.#lines, this.#rest].filter((line) => line.trim() && !/^\s+at /.test(line));
    const telling = said.findLast((line) => shortWarning(line, true)) ?? said.at(-1) ?? '';
    return shortWarning(telling, true) ?? telling.trim().slice(0, 200);
  }

  #rotate(): void {
    renameSync(this.path, `${this.path}.1`);
    this.#size = 0;
  }
}

/** A line that begins a complaint: the stack below it is for the file. */
const plainWarning = /^(?!\s)(?!.*ExperimentalWarning).*(error|warning|fatal|cannot|could not|failed|must|missing)/i;

/** The message of a JSON log line at level warn or above, or a plain line of the error stream that tells of one; else undefined. */
export function shortWarning(line: string, isError: boolean): string | undefined {
  const entry = parse(line);
  if (!entry) return isError && plainWarning.test(line) ? line.slice(0, 200) : undefined;
  const severe = typeof entry['level'] === 'number' ? entry['level'] >= 40 : /^(warn|warning|error|fatal)$/i.test(String(entry['level']));
  if (!severe) return undefined;
  const cause = Object(entry['err'] ?? entry['error']) as { message?: unknown };
  const parts = [entry['msg'] ?? entry['message'], cause.message].filter((part, at, all) => typeof part === 'string' && all.indexOf(part) === at);
  return parts.join(': ').slice(0, 200) || undefined;
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
