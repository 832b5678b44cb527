import Fastify from 'fastify';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';
import { startListening } from './events/listener.ts';
import { loggerOptions } from './http/logging.ts';
import { stopOnSignal } from './lifecycle.ts';
import { createServices } from './services.ts';

const config = readConfig(process.env);
const logger = loggerOptions(config.logLevel);
const { log } = Fastify({ logger });
const { services, stop } = await createServices(config, log);
const changes = await startListening(config.databaseUrl, log);
const app = await buildApp(services, { logger, changes });
await app.listen({ host: config.host, port: config.port });

stopOnSignal(log, async () => {
  await changes.stop();
  await app.close();
  await stop();
});
