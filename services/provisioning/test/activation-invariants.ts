import { expect } from '@jest/globals';
import { statusAfter, next, type Status, type SubscriberEvent } from '../src/subscribers/subscriber.ts';
import type { Walk } from './activation-walk.ts';
import type { Harness } from './harness.ts';
import { eventsOf, operationsOf, rowOf } from './journeys.ts';

/** Refusals that a server in order may give with a status of 5xx, because somebody else is away. */
const announced = ['activation.broadworks_unavailable'];

/** Throws when anything is not as it must be whatever happened before. */
export async function expectInOrder(h: Harness, walk: Walk): Promise<void> {
  expect(walk.answers.filter(({ status, code }) => status >= 500 && !announced.includes(code ?? ''))).toEqual([]);
  walk.answers.length = 0;
  const { id, userId } = walk.user();
  await expectLawfulWay(h, id);
  expect(h.webex.accounts().filter((account) => account.userId === userId).length).toBeLessThanOrEqual(1);
  const row = await rowOf(h, id);
  if (!row) return;
  const open = (await operationsOf(h, id)).filter((operation) => !['succeeded', 'failed', 'cancelled'].includes(operation.state));
  expect(open.length).toBeLessThanOrEqual(1);
  const isWorkedAt = row.removing || row.status === 'provisioning' || row.status === 'updating' || row.status === 'pending_user_migration';
  expect({ status: row.status, removing: row.removing, workUnderWay: open.length }).toEqual({ status: row.status, removing: row.removing, workUnderWay: isWorkedAt ? 1 : 0 });
  const { status: read, body: asAdmin } = await walk.readAsAdmin();
  expect(read).toBe(200);
  const shown = await walk.look();
  if (shown) expect({ step: shown.step, status: row.status, next: nextStepsOf(shown, asAdmin.allowedActions) }).toEqual({ step: shown.step, status: row.status, next: expect.arrayContaining([expect.any(String)]) });
}

/** The events of one record tell a way through the status machine, and end where the record stands. */
async function expectLawfulWay(h: Harness, id: string): Promise<void> {
  const changes = (await eventsOf(h, id)).filter(({ type }) => type === 'subscriber.status_changed');
  let status: Status = 'pending_email_input';
  for (const { data } of changes) {
    const cause = data['cause'] as SubscriberEvent;
    expect({ from: status, cause, to: data['to'] }).toEqual({ from: status, cause, to: next(status, cause) });
    status = statusAfter(cause);
  }
  const row = await rowOf(h, id);
  if (row) expect(row.status).toBe(status);
}

type Shown = {
  step: string;
  code: { resendsLeft: number; resendAt: string } | null;
  progress: { steps: unknown[] } | null;
  problem: { owner: string; canTryAgain: boolean; canChangeEmail: boolean; reference: string } | null;
  waiting: object | null;
  move: { answerBy: string } | null;
  done: { signInEmail: string } | null;
};

/** Who can do what from the screen that is shown; empty for somebody who is stuck. */
function nextStepsOf({ step, code, progress, problem, waiting, move, done }: Shown, allowed: readonly string[]): string[] {
  const admin = allowed.includes('retry_activation') ? ['admin: start again'] : [];
  const user = (...steps: (string | false)[]) => steps.filter((found) => found !== false).map((found) => `user: ${found}`);
  switch (step) {
    case 'email':
      return user('give an address');
    case 'code':
      return code ? user('type the code, or take another address') : [];
    case 'progress':
      return progress && progress.steps.length > 0 ? ['worker: go on'] : [];
    case 'problem':
      return problem?.reference ? [...user(problem.canTryAgain && 'try again', problem.canChangeEmail && 'take another address'), ...admin] : [];
    case 'waiting':
      return waiting ? ['user: remind the first administrator'] : [];
    case 'move':
      return move ? user('answer') : [];
    default:
      return done?.signInEmail ? user('sign in to the app') : [];
  }
}
