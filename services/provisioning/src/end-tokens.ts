import { parseArgs } from 'node:util';
import Fastify from 'fastify';
import { endTokens } from './api-clients/end-tokens.ts';
import { readConfig } from './config.ts';
import { findProviderNamed } from './providers/find-provider-named.ts';
import { createServices, systemContext } from './services.ts';
import { orExplain, Refusal } from './starting.ts';

// For whoever runs the server: ends every access token of one provider at once, whoever holds it.
const usage = 'usage: node src/end-tokens.ts --provider "Example Telecom" (or its id)';

async function end(): Promise<string> {
  const { values: { provider } } = parseArgs({ options: { provider: { type: 'string' } } });
  if (!provider) throw new Refusal(usage);
  const { log } = Fastify({ logger: { level: 'warn' } });
  const { services, stop } = await createServices(readConfig(process.env), log);
  try {
    const found = await findProviderNamed(services, provider);
    if (found.length !== 1) throw new Refusal(found.length === 0 ? `There is no provider ${provider}.` : `More than one provider is called ${provider}; give the id: ${found.map(({ id }) => id).join(', ')}.`);
    const [{ id, name } = { id: '', name: '' }] = found;
    const clients = await endTokens({ ...systemContext(services, log, 'end-tokens'), providerId: id });
    return `No access token of ${name} opens anything any more (${clients} API clients). They get new ones with their secrets and keys; API keys go on.`;
  } finally {
    await stop();
  }
}

process.stdout.write(`${await orExplain(end)}\n`);
