import { dataOf } from '@vestibule/api-client/program';
import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import type { End } from '../program.ts';
import { findTemplate, type Schemas, sessionOf, upTo } from '../session.ts';
import { facts, table } from '../table.ts';
import type { Surroundings } from '../terminal.ts';

const marks: Record<Schemas['Finding']['severity'], string> = { ok: 'ok', warning: 'warning', problem: 'PROBLEM' };

export function addTemplates(program: Command, surroundings: Surroundings, end: End): void {
  const templates = program.command('templates').description('onboarding templates');

  templates
    .command('list')
    .description('all templates')
    .action(async (_options: object, command: Command) => {
      const { client, terminal } = sessionOf(command, surroundings);
      const found = await upTo(null, (cursor, limit) => dataOf(client.GET('/v1/templates', { params: { query: { cursor, limit } } })));
      terminal.show(found, () => table(found, [['NAME', ({ name }) => name], ['PACKAGE', ({ defaultPackage }) => defaultPackage], ['UNTRUSTED E-MAILS', ({ untrustedEmails }) => untrustedEmails], ['CHECK', ({ checkState }) => checkState], ['ID', ({ id }) => id]], (text) => terminal.styled('bold', text)));
    });

  templates
    .command('show')
    .argument('<template>', 'name or id')
    .description('one template')
    .action(async (named: string, _options: object, command: Command) => {
      const session = sessionOf(command, surroundings);
      const template = await findTemplate(session, named);
      session.terminal.show(template, () => facts([['Name', template.name], ['Id', template.id], ['Package', template.defaultPackage], ['Untrusted e-mails', template.untrustedEmails], ['Share link', template.shareLink], ['Adapter', template.adapter.url], ['Adapter account', template.adapter.account], ['Provisioning id', template.provisioningId], ['Version', template.version]]));
    });

  templates
    .command('check')
    .argument('<template>', 'name or id')
    .description('try every connection of a template; ends with 1 when something must be mended')
    .action(async (named: string, _options: object, command: Command) => {
      const session = sessionOf(command, surroundings);
      const { id: templateId } = await findTemplate(session, named);
      const check = await dataOf(session.client.POST('/v1/templates/{templateId}/check', { params: { path: { templateId } }, body: {} }));
      session.terminal.show(check, () => table(check.findings, [['', ({ severity }) => marks[severity]], ['WHAT', ({ code }) => code], ['WHO CAN MEND IT', ({ owner }) => owner], ['DETAIL', ({ detail }) => detail]]));
      if (!check.ok) end(exitCodes.failed);
    });
}
