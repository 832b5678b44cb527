import { dataOf } from '@vestibule/api-client/program';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Schemas, sessionOf } from '../session.ts';
import { plain } from '../table.ts';
import type { Surroundings } from '../terminal.ts';

type Options = { after: string; type?: string; once?: boolean };

const startOf = (text: string): string => {
  if (!/^(oldest|latest|\d{1,15})$/.test(text)) throw new InvalidArgumentError('It must be oldest, latest or a number.');
  return text;
};
const line = ({ time, type, subject = '', data }: Schemas['CloudEvent']) => plain(`${time}  ${type.replace(/^io\.vestibule\.|\.v1$/g, '')}  ${subject}  ${JSON.stringify(data)}`);

/** `events tail`: what happens, as it happens; the number to go on after is told at the end. */
export function addEvents(program: Command, surroundings: Surroundings): void {
  program
    .command('events')
    .description('what happened')
    .command('tail')
    .description('follow the feed of events until Ctrl-C')
    .addOption(new Option('--after <where>', 'oldest (30 days back), latest, or the number to go on after').argParser(startOf).default('latest'))
    .option('--type <types>', 'only these types or beginnings of types, separated by commas: subscriber.provisioned,operation')
    .option('--once', 'end when everything that is there has been shown')
    .action(async ({ after, type, once }: Options, command: Command) => {
      const { client, terminal } = sessionOf(command, surroundings);
      const stop = new AbortController();
      const onSignal = () => stop.abort();
      process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
      let from = after;
      const sayWhere = () => terminal.say(`Go on with --after ${from}`);
      try {
        for (;;) {
          const { items, next, hasMore } = await dataOf(client.GET('/v1/events', { params: { query: { after: from, type, limit: 100, wait: once ? 0 : 30 } }, signal: stop.signal }));
          for (const event of items) terminal.print(terminal.json ? JSON.stringify(event) : line(event));
          from = String(next);
          if (once && !hasMore) break;
        }
      } catch (error) {
        if (!stop.signal.aborted) {
          if (from !== after) sayWhere();
          throw error;
        }
      } finally {
        process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      }
      sayWhere();
    });
}
