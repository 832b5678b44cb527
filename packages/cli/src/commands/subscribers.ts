import { dataOf } from '@vestibule/api-client/program';
import { type Command, Option } from 'commander';
import { findSubscriber, type Schemas, sessionOf, upTo } from '../session.ts';
import { facts, plain, table } from '../table.ts';
import type { Surroundings } from '../terminal.ts';
import { filterFrom, type FilterOptions, withFilter } from './filter.ts';
import { type Mode, modes, type Package, packages, wholeNumber } from './options.ts';

const who = 'BroadWorks user id, e-mail address or id';
const sentence = ({ userId, status, package: has }: Schemas['Subscriber']) => plain(`${userId}: ${status}, ${has}`);

/** @returns the group, for what has a file of its own */
export function addSubscribers(program: Command, surroundings: Surroundings): Command {
  const subscribers = program.command('subscribers').description('users: where they stand and what can be done about it');

  withFilter(subscribers.command('list').description('users by when their status changed'))
    .addOption(new Option('--limit <number>', 'how many at most').argParser(wholeNumber).default(50))
    .option('--all', 'all of them')
    .action(async (options: FilterOptions & { limit: number; all?: boolean }, command: Command) => {
      const session = sessionOf(command, surroundings);
      const filter = await filterFrom(session, options);
      const found = await upTo(options.all ? null : options.limit, (cursor, limit) => dataOf(session.client.GET('/v1/subscribers', { params: { query: { ...filter, cursor, limit } } })));
      const { terminal } = session;
      terminal.show(found, () => table(found, [['USER ID', ({ userId }) => userId], ['NAME', ({ firstName, lastName }) => `${firstName} ${lastName}`], ['E-MAIL', ({ email }) => email], ['PACKAGE', (user) => user.package], ['STATUS', ({ status }) => status], ['REASON', ({ reason }) => reason], ['SINCE', ({ lastStatusChange }) => lastStatusChange]], (text) => terminal.styled('bold', text)));
    });

  subscribers
    .command('show')
    .argument('<user>', who)
    .description('one user')
    .action(async (named: string, _options: object, command: Command) => {
      const session = sessionOf(command, surroundings);
      const user = await findSubscriber(session, named);
      const errors = user.errors.map(({ errorCode, code, description }) => `${errorCode ?? code} ${description}`).join('; ');
      session.terminal.show(user, () => facts([['User id', user.userId], ['Id', user.id], ['Name', `${user.firstName} ${user.lastName}`], ['E-mail', user.email], ['Customer', user.customerName], ['Template', user.templateName], ['Package', user.package], ['Status', user.status], ['Errors', errors || null], ['Reference', user.reference], ['Can be done', user.allowedActions.join(', ') || null], ['Since', user.lastStatusChange]]));
    });

  subscribers
    .command('retry')
    .argument('<user>', who)
    .description('retry the activation of a user')
    .requiredOption('--email <address>', 'the address to use')
    .addOption(new Option('--mode <mode>', 'verify mails a code first, vouch skips that proof').choices(modes).default('verify'))
    .action(async (named: string, { email, mode }: { email: string; mode: Mode }, command: Command) => {
      const session = sessionOf(command, surroundings);
      const { id: subscriberId } = await findSubscriber(session, named);
      const user = await dataOf(session.client.POST('/v1/subscribers/{subscriberId}/retry-activation', { params: { path: { subscriberId } }, body: { email, mode } }));
      session.terminal.show(user, () => sentence(user));
    });

  subscribers
    .command('change-package')
    .argument('<user>', who)
    .argument('<package>', packages.join(', '))
    .description('change the package of a user')
    .action(async (named: string, wanted: Package, _options: object, command: Command) => {
      const session = sessionOf(command, surroundings);
      const { id: subscriberId } = await findSubscriber(session, named);
      const user = await dataOf(session.client.POST('/v1/subscribers/{subscriberId}/change-package', { params: { path: { subscriberId } }, body: { package: wanted } }));
      session.terminal.show(user, () => sentence(user));
    });

  subscribers
    .command('delete')
    .argument('<user>', who)
    .description('delete a user here and on the cloud platform')
    .option('--yes', 'do not ask')
    .action(async (named: string, { yes }: { yes?: boolean }, command: Command) => {
      const session = sessionOf(command, surroundings);
      const { id: subscriberId, userId } = await findSubscriber(session, named);
      await session.terminal.confirm(`Delete ${plain(userId)} and the account on the cloud platform?`, yes);
      const { response } = await session.client.DELETE('/v1/subscribers/{subscriberId}', { params: { path: { subscriberId } } });
      const state = response.status === 204 ? 'deleted' : 'deleting';
      session.terminal.show({ id: subscriberId, userId, state }, () => plain(`${userId}: ${state}`));
    });
  return subscribers;
}
