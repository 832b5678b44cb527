import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { exitCodes, Refusal } from './exit-codes.ts';

export type Surroundings = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env'>;
type Format = Parameters<typeof styleText>[0];

/** Where a command reads and writes: results to stdout, everything else to stderr. */
export type Terminal = ReturnType<typeof openTerminal>;

/** @param json results as JSON, one value, or one a line where they come one by one */
export function openTerminal({ stdin, stdout, stderr, env }: Surroundings, { json }: { json: boolean }) {
  const styled = (format: Format, text: string) => styleText(format, text, { stream: stdout });
  const isAsked = stdin.isTTY === true && stderr.isTTY === true;
  const say = (text: string) => void stderr.write(`${text}\n`);

  /** Reads one line of what is piped in. */
  const readLine = async (): Promise<string> => {
    let text = '';
    for await (const part of stdin) text += String(part);
    return text.split('\n')[0]?.trim() ?? '';
  };

  return {
    json, env, styled, say, isAsked,
    write: (text: string) => void stdout.write(text),
    print: (text: string) => void stdout.write(`${text}\n`),
    /** One value as JSON, or for people as `lines` say. */
    show(value: unknown, lines: () => string) {
      stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${lines()}\n`);
    },
    /** A secret, never shown: asked for, or the first line of what is piped in. */
    async secret(question: string): Promise<string> {
      if (!isAsked) return readLine();
      const lines = createInterface({ input: stdin, output: stderr, terminal: true });
      const asked = lines.question(question);
      // From here on nothing that is typed is written.
      const muted = lines as unknown as { _writeToOutput: (text: string) => void };
      muted._writeToOutput = () => undefined;
      const answer = await asked.finally(() => lines.close());
      stderr.write('\n');
      return answer.trim();
    },
    async ask(question: string): Promise<string> {
      const lines = createInterface({ input: stdin, output: stderr });
      return (await lines.question(question).finally(() => lines.close())).trim();
    },
    /** Yes or no before something is done; without somebody to ask `--yes` must have said it. */
    async confirm(question: string, yes: boolean | undefined): Promise<void> {
      if (yes) return;
      if (!isAsked) throw new Refusal(`${question} Say --yes to go on.`, exitCodes.usage);
      const answer = await this.ask(`${question} [y/N] `);
      if (!/^y(es)?$/i.test(answer)) throw new Refusal('Nothing was changed.');
    },
    /** A bar on a terminal, nothing elsewhere. */
    progress(title: string) {
      const isShown = stderr.isTTY === true;
      const width = 30;
      return {
        set(done: number, total: number | null) {
          if (!isShown) return;
          const part = total ? Math.min(1, done / total) : 0;
          const bar = total ? `${'█'.repeat(Math.round(part * width)).padEnd(width, '░')} ${done}/${total}` : `${done}`;
          stderr.write(`\r\u001b[K${title} ${bar}`);
        },
        end() {
          if (isShown) stderr.write('\r\u001b[K');
        },
      };
    },
  };
}
