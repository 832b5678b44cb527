import Fastify from 'fastify';
import { keepForgettingKeys } from './access-keys/forget-expired-keys.ts';
import { keepForgettingSessions } from './admins/forget-ended-sessions.ts';
import { handleRemindUser } from './activation/jobs.ts';
import { findOverdueBulkOperations } from './bulk/find-overdue.ts';
import { keepForgettingBulkOperations } from './bulk/forget-bulk-operations.ts';
import { handleRunBulkOperation } from './bulk/jobs.ts';
import { keepForgettingSpentIds } from './api-clients/forget-spent-ids.ts';
import { readConfig } from './config.ts';
import { startSequencer } from './events/sequencer.ts';
import { findOverdueExports } from './exports/find-overdue.ts';
import { keepForgettingExports } from './exports/forget-exports.ts';
import { handleMakeExport } from './exports/jobs.ts';
import { keepForgettingAnswers } from './idempotency/forget-answers.ts';
import { loggerOptions } from './http/logging.ts';
import { startWorking } from './jobs/boss.ts';
import { startSweeper } from './jobs/sweeper.ts';
import { stopOnSignal } from './lifecycle.ts';
import { findDueComparisons, handleCompareUsers } from './drift/compare-users.ts';
import { handleSendMessage } from './mail/jobs.ts';
import { findOverdueMessages } from './mail/find-overdue.ts';
import { startReturns } from './returns.ts';
import { findUnsettledUsers } from './scim/find-unsettled.ts';
import { handleSettleScimUser } from './scim/jobs.ts';
import { findDueReminders } from './subscribers/find-due-reminders.ts';
import { noteDelivery } from './subscribers/note-delivery.ts';
import { findOverdueOperations } from './operations/find-overdue.ts';
import { handleRunOperation } from './provisioning/jobs.ts';
import { createServices, systemContext } from './services.ts';
import { keepRotatingKeys } from './signing-keys/rotate-keys.ts';
import { orExplain } from './starting.ts';
import { keepFoldingTallies } from './tallies/fold-tallies.ts';
import { loadMessageLook } from './templates/message-look.ts';
import { startDeliverer } from './webhooks/deliverer.ts';
import { keepForgettingDeliveries } from './webhooks/forget-deliveries.ts';

const config = await orExplain(() => readConfig(process.env));
const log = Fastify({ logger: loggerOptions(config.logLevel) }).log;
const { services, stop } = await orExplain(() => createServices(config, log));
const ctx = systemContext(services, log, 'worker');
const onError = (error: unknown) => log.warn({ err: error }, 'a background task failed; it is tried again');

const working = await startWorking(
  { databaseUrl: config.databaseUrl, onError },
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
const sweeper = startSweeper(
  services,
  [
    { job: 'run-operation', find: findOverdueOperations },
    { job: 'send-message', find: findOverdueMessages },
    { job: 'run-bulk-operation', find: findOverdueBulkOperations },
    { job: 'make-export', find: findOverdueExports },
    { job: 'remind-user', find: findDueReminders },
    { job: 'compare-users', find: findDueComparisons },
    { job: 'settle-scim-user', find: findUnsettledUsers },
  ],
  onError,
);
const sequencer = startSequencer(ctx, onError);
const deliverer = startDeliverer(ctx, onError);
const returns = await orExplain(() => startReturns(ctx, noteDelivery));
const forgetting = keepForgettingKeys(services, log);
const forgettingSessions = keepForgettingSessions(ctx);
const clearing = keepForgettingExports(services, log);
const clearingBulk = keepForgettingBulkOperations(services, log);
const forgettingAnswers = keepForgettingAnswers(services, log);
const clearingDeliveries = keepForgettingDeliveries(services, log);
const forgettingSpentIds = keepForgettingSpentIds(services, log);
const rotating = keepRotatingKeys(services, log);
const folding = keepFoldingTallies(services, log);

stopOnSignal(log, async () => {
  forgetting.stop();
  forgettingSessions.stop();
  clearing.stop();
  clearingBulk.stop();
  forgettingAnswers.stop();
  clearingDeliveries.stop();
  forgettingSpentIds.stop();
  rotating.stop();
  await folding.stop();
  await returns.stop();
  await sweeper.stop();
  await sequencer.stop();
  await deliverer.stop();
  await working.stop();
  await stop();
});
log.info({}, 'the worker is at work');
