import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import type { Db } from '../db/db.ts';
import { type JobName, jobNames, type JobQueue, type Jobs } from './catalog.ts';

/** Wake-ups that could not be handled end here; the rows they pointed to are found by the sweeper. */
const DEAD_LETTERS = 'dead-letters';

type BossOptions = { databaseUrl: string; onError: (error: Error) => void };

function createBoss({ databaseUrl, onError }: BossOptions, role: 'install' | 'send' | 'work'): PgBoss {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    application_name: `vestibule-jobs-${role}`,
    max: role === 'work' ? 6 : 2,
    migrate: role === 'install',
    createSchema: role === 'install',
    supervise: role === 'work',
    schedule: false,
    useListenNotify: role === 'work',
    // The defaults bring a job of a killed worker back after more than a minute.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    persistWarnings: true,
    persistQueueStats: role === 'work',
  });
  boss.on('error', onError);
  return boss;
}

/** Creates the queue tables and queues; part of migrating. */
export async function installQueues(databaseUrl: string): Promise<void> {
  const boss = createBoss({ databaseUrl, onError: () => undefined }, 'install');
  await boss.start();
  try {
    await boss.createQueue(DEAD_LETTERS, { retentionSeconds: 14 * 86_400 });
    for (const name of jobNames) {
      // `short`: at most one waiting wake-up per row, so that the sweeper can never pile them up.
      await boss.createQueue(name, { policy: 'short', notify: true, expireInSeconds: 60, heartbeatSeconds: 10, retryLimit: 2, retryDelay: 2, deadLetter: DEAD_LETTERS });
    }
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** The sending side, for the api and the worker alike. */
export async function startJobQueue(options: BossOptions): Promise<JobQueue & { stop(): Promise<void> }> {
  const boss = createBoss(options, 'send');
  await boss.start();
  return {
    async send(db, name, payload, { startAfterSeconds } = {}) {
      await boss.send(name, payload, {
        db: fromDrizzle(db as Db, sql),
        singletonKey: rowOf(payload),
        group: { id: payload.providerId },
        ...(startAfterSeconds ? { startAfter: startAfterSeconds } : {}),
      });
    },
    stop: () => boss.stop({ graceful: false }),
  };
}

/** The row a wake-up is about. */
function rowOf(payload: Jobs[JobName]): string {
  if ('operationId' in payload) return payload.operationId;
  if ('exportId' in payload) return payload.exportId;
  if ('subscriberId' in payload) return payload.subscriberId;
  if ('connectorId' in payload) return payload.connectorId;
  if ('scimUserId' in payload) return payload.scimUserId;
  return 'messageId' in payload ? payload.messageId : payload.bulkOperationId;
}

export type Handlers = { [N in JobName]: (payload: Jobs[N]) => Promise<void> };

/** The receiving side: takes wake-ups up until stopped; `stop` waits for the ones in hand, at most `patienceMs`. */
export async function startWorking(options: BossOptions, handlers: Handlers): Promise<{ stop(patienceMs?: number): Promise<void> }> {
  const boss = createBoss(options, 'work');
  await boss.start();
  const work = async <N extends JobName>(name: N, handle: Handlers[N], localConcurrency = 8, localGroupConcurrency = localConcurrency) => {
    const settings = { batchSize: 1, localConcurrency, localGroupConcurrency, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 };
    await boss.work<Jobs[N]>(name, settings, async ([job]) => {
      if (job) await handle(job.data);
    });
  };
  // One provider with ten thousand users in hand leaves places free for all others.
  await work('run-operation', handlers['run-operation'], 16, 8);
  await work('send-message', handlers['send-message'], 10, 6);
  // Few at a time: each has several users in hand, and people's own work comes first.
  await work('run-bulk-operation', handlers['run-bulk-operation'], 2);
  // Each holds two connections and reads without pause.
  await work('make-export', handlers['make-export'], 1);
  // Nobody waits for these.
  await work('compare-users', handlers['compare-users'], 1);
  await work('remind-user', handlers['remind-user'], 2);
  await work('settle-scim-user', handlers['settle-scim-user'], 2);
  return { stop: (patienceMs = 5_000) => boss.stop({ graceful: patienceMs > 0, timeout: patienceMs }) };
}
