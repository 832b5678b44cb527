import type { Command } from 'commander';
import { readCredentials } from '../credentials.ts';
import { examine, type Finding } from '../examination.ts';
import { exitCodes } from '../exit-codes.ts';
import type { End } from '../program.ts';
import { terminalOf } from '../session.ts';
import { table } from '../table.ts';
import type { Surroundings, Terminal } from '../terminal.ts';

type Options = { connectors?: boolean };
const words: Record<Finding['state'], string> = { ok: 'ok', warning: 'warning', failed: 'FAILED' };

/** `doctor`: everything that can keep a program from working, one after the other. Ends with 1 when something is broken. */
export function addDoctor(program: Command, surroundings: Surroundings, end: End): void {
  program
    .command('doctor')
    .description('is everything in order: server, clock, credentials, templates, connectors, webhooks; and what to do about what is not')
    .option('--connectors', 'call every cloud platform now instead of telling what its last check found')
    .action(async (options: Options, command: Command) => {
      const terminal = terminalOf(command, surroundings);
      const findings = await examine(readCredentials(terminal.env), { callConnectors: options.connectors === true });
      terminal.show(findings, () => lines(findings, terminal));
      if (findings.some(({ state }) => state === 'failed')) end(exitCodes.failed);
    });
}

function lines(findings: readonly Finding[], terminal: Terminal): string {
  const bold = (text: string) => terminal.styled('bold', text);
  const seen = table(findings, [['', ({ state }) => words[state]], ['CHECK', ({ check }) => check], ['DETAIL', ({ detail }) => detail]], bold);
  const todo = findings.flatMap(({ check, advice }) => (advice ? [`- ${check}: ${advice}`] : []));
  return todo.length > 0 ? `${seen}\n\n${bold('WHAT TO DO')}\n${todo.join('\n')}` : seen;
}
