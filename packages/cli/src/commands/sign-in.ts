import { type Credentials, dataOf, isProblem, ProblemError } from '@vestibule/api-client/program';
import type { Command } from 'commander';
import { forgetCredentials, keepCredentials } from '../credentials.ts';
import { exitCodes, Refusal } from '../exit-codes.ts';
import { clientFor, terminalOf } from '../session.ts';
import type { Surroundings } from '../terminal.ts';

type Options = { url?: string; clientId?: string; apiKey?: boolean };

/** `sign-in` proves the credentials before it keeps them; no secret is ever an argument, which shells write down. */
export function addSignIn(program: Command, surroundings: Surroundings): void {
  program
    .command('sign-in')
    .description('keep the credentials of an API client for later commands; the secret is asked for, or read from stdin')
    .option('--url <url>', 'address of the installation, e.g. https://vestibule.example.com')
    .option('--client-id <id>', 'id of the API client, from Integrations in the console')
    .option('--api-key', 'the secret is an API key instead of the secret of a client')
    .addHelpText('after', '\nExample:\n  vestibule sign-in --url https://vestibule.example.com --client-id 0198… < secret.txt')
    .action(async (options: Options, command: Command) => {
      const terminal = terminalOf(command, surroundings);
      const url = originOf(options.url ?? terminal.env['VESTIBULE_URL'] ?? (await answered('Address: ', '--url')));
      const clientId = options.apiKey ? null : (options.clientId ?? (await answered('Client id: ', '--client-id')));
      const secret = await terminal.secret(clientId ? 'Client secret: ' : 'API key: ');
      if (!secret) throw new Refusal('No secret was given. Type it when asked, or send it on stdin.', exitCodes.usage);
      const signedIn = { url, credentials: clientId ? { clientId, clientSecret: secret } : { token: secret } satisfies Credentials };
      await prove(signedIn);
      terminal.say(`Signed in at ${url}. The credentials are in ${keepCredentials(terminal.env, signedIn)}, readable for you only.`);

      function answered(question: string, option: string): Promise<string> {
        if (!terminal.isAsked) throw new Refusal(`Say ${option}.`, exitCodes.usage);
        return terminal.ask(question);
      }
    });

  program
    .command('sign-out')
    .description('forget the credentials')
    .action((_options: object, command: Command) => {
      terminalOf(command, surroundings).say(forgetCredentials(surroundings.env) ? 'Signed out.' : 'Nobody was signed in.');
    });
}

function originOf(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new Refusal(`${text} is no address; it begins with https://`, exitCodes.usage);
  return new URL(text).origin;
}

/** A token is a proof whatever its scopes are. @throws ProblemError when the credentials open nothing */
async function prove(signedIn: Parameters<typeof clientFor>[0]): Promise<void> {
  try {
    await dataOf(clientFor(signedIn).GET('/v1/templates', { params: { query: { limit: 1 } } }));
  } catch (error) {
    if (isProblem(error, 'access.forbidden')) return;
    throw error instanceof ProblemError && (error.status === 401 || error.code.startsWith('oauth.')) ? new Refusal('The credentials are not right.', exitCodes.signedOut) : error;
  }
}
