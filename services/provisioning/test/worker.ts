import { handleRemindUser } from '../src/activation/jobs.ts';
import { findOverdueBulkOperations } from '../src/bulk/find-overdue.ts';
import { handleRunBulkOperation } from '../src/bulk/jobs.ts';
import type { Log, Services } from '../src/context.ts';
import { startSequencer } from '../src/events/sequencer.ts';
import { findOverdueExports } from '../src/exports/find-overdue.ts';
import { handleMakeExport } from '../src/exports/jobs.ts';
import { startWorking } from '../src/jobs/boss.ts';
import { startSweeper } from '../src/jobs/sweeper.ts';
import { findOverdueMessages } from '../src/mail/find-overdue.ts';
import { findDueComparisons, handleCompareUsers } from '../src/drift/compare-users.ts';
import { handleSendMessage } from '../src/mail/jobs.ts';
import { findOverdueOperations } from '../src/operations/find-overdue.ts';
import { handleRunOperation } from '../src/provisioning/jobs.ts';
import { systemContext } from '../src/services.ts';
import { findUnsettledUsers } from '../src/scim/find-unsettled.ts';
import { handleSettleScimUser } from '../src/scim/jobs.ts';
import { findDueReminders } from '../src/subscribers/find-due-reminders.ts';
import { noteDelivery } from '../src/subscribers/note-delivery.ts';
import { startDeliverer } from '../src/webhooks/deliverer.ts';
import { loadMessageLook } from '../src/templates/message-look.ts';

/** The worker's work inside the test process; it stops at once, since nobody waits for what a test leaves behind. */
export async function startTestWorker(services: Services, log: Log): Promise<{ stop(): Promise<void> }> {
  const ctx = systemContext(services, log, 'worker');
  const onError = () => undefined;
  const working = await startWorking(
    { databaseUrl: services.config.databaseUrl, onError },
    {
      'run-operation': (payload) => handleRunOperation(ctx, payload),
      'send-message': (payload) => handleSendMessage(ctx, payload, { loadLook: loadMessageLook, noteDelivery }),
      'run-bulk-operation': (payload) => handleRunBulkOperation(ctx, payload),
    'make-export': (payload) => handleMakeExport(ctx, payload),
      'remind-user': (payload) => handleRemindUser(ctx, payload),
      'compare-users': (payload) => handleCompareUsers(ctx, payload),
      'settle-scim-user': (payload) => handleSettleScimUser(ctx, payload),
    },
  );
  const sweeper = startSweeper(services, [{ job: 'run-operation', find: findOverdueOperations }, { job: 'send-message', find: findOverdueMessages }, { job: 'run-bulk-operation', find: findOverdueBulkOperations }, { job: 'make-export', find: findOverdueExports }, { job: 'remind-user', find: findDueReminders }, { job: 'compare-users', find: findDueComparisons }, { job: 'settle-scim-user', find: findUnsettledUsers }], onError);
  const sequencer = startSequencer(ctx, onError);
  const deliverer = startDeliverer(ctx, onError);
  return {
    async stop() {
      await deliverer.stop();
      await sequencer.stop();
      await sweeper.stop();
      await working.stop(0);
    },
  };
}
