import { dataOf } from '@vestibule/api-client/program';
import { type Command, Option } from 'commander';
import { sessionOf, upTo } from '../session.ts';
import { table } from '../table.ts';
import { wholeNumber } from './options.ts';
import type { Surroundings } from '../terminal.ts';

export function addCustomers(program: Command, surroundings: Surroundings): void {
  program
    .command('customers')
    .description('businesses of the provider')
    .command('list')
    .description('customers by name')
    .option('--search <text>', 'a part of the name or of the enterprise id')
    .addOption(new Option('--limit <number>', 'how many at most').argParser(wholeNumber).default(50))
    .option('--all', 'all of them')
    .action(async ({ search, limit, all }: { search?: string; limit: number; all?: boolean }, command: Command) => {
      const { client, terminal } = sessionOf(command, surroundings);
      const found = await upTo(all ? null : limit, (cursor, size) => dataOf(client.GET('/v1/customers', { params: { query: { q: search, cursor, limit: size } } })));
      terminal.show(found, () => table(found, [['NAME', ({ name }) => name], ['ENTERPRISE', ({ spEnterpriseId }) => spEnterpriseId], ['TEMPLATE', ({ templateName }) => templateName], ['ID', ({ id }) => id]], (text) => terminal.styled('bold', text)));
    });
}
