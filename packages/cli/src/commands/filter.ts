import type { Command } from 'commander';
import { findTemplate, type Session } from '../session.ts';

export type FilterOptions = { status?: string; template?: string; customer?: string; package?: string; search?: string; excludeProvisioned?: boolean };

/** The filters of the console's list, for every command about many users. */
export const withFilter = (command: Command): Command =>
  command
    .option('--status <statuses>', 'one or more, separated by commas: error, pending_email_input, provisioned …')
    .option('--template <template>', 'name or id')
    .option('--customer <id>', 'id of a customer')
    .option('--package <packages>', 'one or more, separated by commas')
    .option('--search <text>', 'a part of user id, name or e-mail address')
    .option('--exclude-provisioned', 'leave out who is done');

export async function filterFrom(session: Session, { status, template, customer, package: wanted, search, excludeProvisioned }: FilterOptions) {
  const templateId = template === undefined ? undefined : (await findTemplate(session, template)).id;
  return { status, templateId, customerId: customer, package: wanted, q: search, excludeProvisioned };
}
