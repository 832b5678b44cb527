import { parseArgs } from 'node:util';
import Fastify from 'fastify';
import { recoverOwner } from './admins/recover-owner.ts';
import { readConfig } from './config.ts';
import { createServices, systemContext } from './services.ts';
import { orExplain, Refusal } from './starting.ts';

// For whoever runs the server, when no owner can sign in any more. Prints the new password once.
const usage = 'usage: node src/recover.ts --email owner@example.com';

async function recover(): Promise<string> {
  const { values: { email } } = parseArgs({ options: { email: { type: 'string' } } });
  if (!email) throw new Refusal(usage);
  const { log } = Fastify({ logger: { level: 'warn' } });
  const { services, stop } = await createServices(readConfig(process.env), log);
  try {
    const password = await recoverOwner(systemContext(services, log, 'recover'), email);
    return `${email} is an owner again and signs in at ${services.config.publicUrl}/admin/ with the password ${password}. Local accounts are on.`;
  } finally {
    await stop();
  }
}

process.stdout.write(`${await orExplain(recover)}\n`);
