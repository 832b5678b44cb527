import Type from 'typebox';
import type { Pool } from '../db/db.ts';
import { problem } from '../problems.ts';
import type { App } from './app-type.ts';
import { oneOf, refusals } from './schema.ts';

const Health = Type.Object({ status: oneOf(['ok']) });

/** What an orchestrator asks: is the process alive, and may it get requests? */
export async function health(app: App, { pool, isMigrated }: { pool: Pool; isMigrated: (pool: Pool) => Promise<boolean> }): Promise<void> {
  app.get(
    '/livez',
    { logLevel: 'warn', schema: { operationId: 'isAlive', summary: 'Is the process alive?', tags: ['Operations'], security: [], response: { 200: Health } } },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/readyz',
    {
      logLevel: 'warn',
      schema: {
        operationId: 'isReady',
        summary: 'May it get requests?',
        description: 'Yes when the database answers and has the schema this version was made for.',
        tags: ['Operations'],
        security: [],
        response: { 200: Health, ...refusals('503') },
      },
    },
    async () => {
      const ready = await isMigrated(pool).catch((error: unknown) => {
        app.log.warn({ err: error }, 'the database does not answer');
        return false;
      });
      if (!ready) throw problem('service.unavailable', { retryAfterSeconds: 2 });
      return { status: 'ok' as const };
    },
  );
}
