import { Command } from 'commander';
import { addCompletion } from './commands/completion.ts';
import { addCustomers } from './commands/customers.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvents } from './commands/events.ts';
import { addImport } from './commands/import.ts';
import { addSignIn } from './commands/sign-in.ts';
import { addExport } from './commands/export.ts';
import { addSubscribers } from './commands/subscribers.ts';
import { addTemplates } from './commands/templates.ts';
import { addWebhooks } from './commands/webhooks.ts';
import type { Surroundings } from './terminal.ts';

/** Says how the command ended when that is neither "fine" nor an error that was thrown. */
export type End = (code: number) => void;

const ending = `
Results go to stdout, everything else to stderr.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 signed out, 4 forbidden, 5 not found, 6 conflict, 7 partly done.
Environment: VESTIBULE_URL, VESTIBULE_CLIENT_ID, VESTIBULE_CLIENT_SECRET, VESTIBULE_API_KEY, NO_COLOR.`;

/** The whole command line, as a tree. */
export function buildProgram(surroundings: Surroundings, end: End): Command {
  const program = new Command('vestibule')
    .description('Vestibule from a shell: users, templates, events, and whether everything is in order.')
    .version('1.0.0')
    .option('--json', 'results as JSON; one value a line where they come one by one')
    .addHelpText('after', ending)
    .showHelpAfterError('(add --help for what is possible)')
    .configureOutput({ writeOut: (text) => void surroundings.stdout.write(text), writeErr: (text) => void surroundings.stderr.write(text) })
    .exitOverride();
  addSignIn(program, surroundings);
  addTemplates(program, surroundings, end);
  const subscribers = addSubscribers(program, surroundings);
  addExport(subscribers, surroundings);
  addImport(subscribers, surroundings, end);
  addCustomers(program, surroundings);
  addEvents(program, surroundings);
  addWebhooks(program, surroundings, end);
  addDoctor(program, surroundings, end);
  addCompletion(program, surroundings);
  return program;
}
