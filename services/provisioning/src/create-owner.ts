import { parseArgs } from 'node:util';
import Fastify from 'fastify';
import { createAdmin } from './admins/create-admin.ts';
import { readConfig } from './config.ts';
import { inTransaction } from './context.ts';
import { createProvider } from './providers/create-provider.ts';
import { createServices, systemContext } from './services.ts';
import { orExplain, Refusal } from './starting.ts';

// Makes a provider with its first owner: how a deployment gets somebody who can sign in. Prints the password once.
const usage = 'usage: node src/create-owner.ts --provider "Example Telecom" --email owner@example.com [--name "Olga Owner"]';

async function createOwner(): Promise<string> {
  const { values } = parseArgs({ options: { provider: { type: 'string' }, email: { type: 'string' }, name: { type: 'string' } } });
  const { provider, email } = values;
  if (!provider || !email) throw new Refusal(usage);
  const { log } = Fastify({ logger: { level: 'warn' } });
  const { services, stop } = await createServices(readConfig(process.env), log);
  try {
    const ctx = { ...systemContext(services, log, 'create-owner'), providerId: services.ids.next() };
    const password = services.vault.newLinkKey();
    await inTransaction(ctx, async (ctx) => {
      await createProvider(ctx, provider);
      await createAdmin(ctx, { email, name: values.name ?? email, role: 'owner', password });
    });
    return `${provider} was created. ${email} signs in at ${services.config.publicUrl}/admin/ with the password ${password}`;
  } finally {
    await stop();
  }
}

process.stdout.write(`${await orExplain(createOwner)}\n`);
