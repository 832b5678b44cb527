import type { Services } from '../context.ts';
import { withTenant } from '../db/db.ts';
import type { Jobs, JobName } from './catalog.ts';

/** Finds rows that should have been taken up by now; reads across tenants. */
export type FindOverdue<N extends JobName> = { job: N; find(services: Services, limit: number): Promise<Jobs[N][]> };

const EVERY_MS = 2_000;
const BATCH = 200;

/**
 * Wakes up again what lost its wake-up: a worker killed with the work in hand, a queue emptied by mistake. Runs in every worker;
 * the queue keeps one waiting wake-up per row, so that several sweepers do no harm.
 */
export function startSweeper(services: Services, sources: readonly FindOverdue<JobName>[], onError: (error: unknown) => void): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  const sweep = async () => {
    for (const { job, find } of sources) {
      const overdue = await find(services, BATCH);
      if (overdue.length === 0) continue;
      await withTenant(services.pool, 'system', async (db) => {
        for (const payload of overdue) await services.jobs.send(db, job, payload);
      });
    }
  };
  const timer = setInterval(() => {
    running = running.then(sweep).catch(onError);
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
