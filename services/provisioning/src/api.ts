import Fastify from 'fastify';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';
import { startListening } from './events/listener.ts';
import { loggerOptions } from './http/logging.ts';
import { stopOnSignal } from './lifecycle.ts';
import { createServices, systemContext } from './services.ts';
import { offerSetup } from './setup/offer-setup.ts';
import { orExplain } from './starting.ts';

const config = await orExplain(() => readConfig(process.env));
const logger = loggerOptions(config.logLevel);
const { log } = Fastify({ logger });
const { services, stop } = await orExplain(() => createServices(config, log));
const changes = await startListening(config.databaseUrl, log);
const app = await buildApp(services, { logger, changes });
await orExplain(() => app.listen({ host: config.host, port: config.port }));
if (config.offersSetup) {
  // Whatever the log level is: there is no other way in.
  const { log: loud } = Fastify({ logger: loggerOptions('info') });
  await offerSetup(systemContext(services, loud, 'setup'));
}

stopOnSignal(log, async () => {
  await changes.stop();
  await app.close();
  await stop();
});
