import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WebexFault } from '@vestibule/simulators';
import fc from 'fast-check';
import { expectInOrder } from './activation-invariants.ts';
import { addresses, type Death, mortalCloud, startWalk, type Walk } from './activation-walk.ts';
import { eventually, type Harness, startHarness } from './harness.ts';
import { rowOf } from './journeys.ts';

/** How many walks; FC_RUNS for a long one by hand. FC_SEED walks again as the seed that a failure printed; FC_PATH goes straight to it, FC_SHRINK looks for the shortest. */
const RUNS = Number(process.env['FC_RUNS'] ?? 3);
const SEED = process.env['FC_SEED'] === undefined ? Date.now() & 0x7fffffff : Number(process.env['FC_SEED']);
const LONGEST_MS = 1_000 * RUNS * 15 + 120_000;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const tabs = fc.constantFrom(1, 1, 2);
const one = <D extends string>(what: D) => fc.constant({ do: what });
const cloudFaults: WebexFault[] = [
  { fault: 'busy', retryAfterSeconds: 1 }, { fault: 'unavailable' }, { fault: 'reset' }, { fault: 'timeout_after_effect', afterMs: 20 }, { fault: 'timeout_before_effect', afterMs: 20 },
  { fault: 'answer', status: 409, body: { message: 'conflict', errors: [], trackingId: 't' } }, { fault: 'answer', status: 200, body: 'not JSON' },
  { fault: 'unauthorized' }, { fault: 'movable' }, { fault: 'movable' }, { fault: 'refuse', errorCode: 10022 }, { fault: 'refuse', errorCode: 200039 }, { fault: 'refuse', errorCode: 200040 },
  { fault: 'fail_in_background', errorCode: 200042 }, { fault: 'fail_in_background', errorCode: 999999 },
];
const deaths: Death[] = [{ verb: 'find', when: 'before' }, { verb: 'find', when: 'after' }, { verb: 'create', when: 'before' }, { verb: 'create', when: 'after' }, { verb: 'remove', when: 'before' }, { verb: 'remove', when: 'after' }];

const steps = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sign in' as const), password: fc.constantFrom('pw', 'pw', 'wrong') }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('give' as const), address: fc.constantFrom(...addresses, 'good' as const, 'good' as const, 'good' as const), tabs }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('type' as const), code: fc.constantFrom('right' as const, 'right' as const, 'right' as const, 'wrong' as const, 'old' as const), tabs }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('resend' as const), tabs }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('try again' as const), tabs }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('consent' as const), answer: fc.constantFrom('agree' as const, 'refuse' as const), tabs }) },
  { weight: 1, arbitrary: one('resend consent') },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('platform' as const), give: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retry' as const), mode: fc.constantFrom('verify' as const, 'vouch' as const), address: fc.constantFrom('good' as const, 'refused' as const) }) },
  { weight: 1, arbitrary: one('resend mail') },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('package' as const), to: fc.constantFrom('basic', 'standard', 'premium') }) },
  { weight: 1, arbitrary: one('remove') },
  { weight: 2, arbitrary: one('hand over') },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(MINUTE_MS, 11 * MINUTE_MS, 40 * MINUTE_MS, DAY_MS, 15 * DAY_MS) }) },
  { weight: 8, arbitrary: one('mails') },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('work' as const), workers: fc.constantFrom(1, 1, 2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('work and die' as const), death: fc.constantFrom(...deaths) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('cloud fails' as const), fault: fc.constantFrom(...cloudFaults), times: fc.constantFrom(1, 1, 2, 8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('BroadWorks fails' as const), fault: fc.constantFrom({ fault: 'locked' as const }, { fault: 'unavailable' as const }, { fault: 'reset' as const }, { fault: 'delay' as const, delayMs: 200 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('mail fails' as const), fault: fc.constantFrom('refuse' as const, 'defer' as const, 'drop' as const) }) },
  { weight: 1, arbitrary: one('faults end') },
);
type Step = typeof steps extends fc.Arbitrary<infer S> ? S : never;

async function take(walk: Walk, step: Step): Promise<unknown> {
  switch (step.do) {
    case 'sign in': return walk.signIn(step.password);
    case 'give': return walk.give(step.address, step.tabs);
    case 'type': return walk.type(step.code, step.tabs);
    case 'resend': return walk.resend(step.tabs);
    case 'try again': return walk.tryAgain(step.tabs);
    case 'consent': return walk.consent(step.answer, step.tabs);
    case 'resend consent': return walk.resendConsent();
    case 'platform': return walk.platformAnswers(step.give);
    case 'retry': return walk.retry(step.mode, step.address);
    case 'resend mail': return walk.resendMail();
    case 'package': return walk.changePackage(step.to);
    case 'remove': return walk.remove();
    case 'hand over': return walk.handOver();
    case 'wait': return walk.wait(step.ms);
    case 'mails': return walk.mails();
    case 'work': return walk.work(step.workers);
    case 'work and die': return walk.work(1, step.death);
    case 'cloud fails': return walk.failCloud(step.fault, step.times);
    case 'BroadWorks fails': return walk.failBroadworks(step.fault);
    case 'mail fails': return walk.failMail(step.fault);
    case 'faults end': return walk.liftFaults();
  }
}

/** Does what the screen offers, until the account is ready. @returns how often an admin had to help */
async function goOnToTheEnd(h: Harness, walk: Walk): Promise<number> {
  let helped = 0;
  await eventually(async () => {
    const row = await rowOf(h, walk.user().id);
    if (!row) return void (await walk.handOver());
    if (row.status === 'provisioned' && !row.removing) return true;
    if (row.removing || row.status === 'updating') return void (await walk.work());
    const shown = (await walk.look()) ?? (await walk.signIn().then(() => walk.look()));
    switch (shown?.step) {
      case 'email':
      case 'code':
        expect(await walk.give('good', 1)).toEqual([{ status: 202, code: null }]);
        await walk.mails();
        return void expect(await walk.type('right', 1)).toEqual([{ status: 202, code: null }]);
      case 'move':
        await walk.consent('agree', 1);
        await walk.work();
        walk.platformAnswers(true);
        return void (await walk.work());
      case 'problem':
        if (shown.problem.canTryAgain) return void expect(await walk.tryAgain(1)).toEqual([{ status: 202, code: null }]);
        if (shown.problem.canChangeEmail) return void expect(await walk.give('good', 1)).toEqual([{ status: 202, code: null }]);
        helped += 1;
        return void expect(await walk.retry('vouch')).toEqual({ status: 202, code: null });
      default:
        return void (await walk.work());
    }
  }, 'the account to be ready', 20_000);
  return helped;
}

describe('a walk through the activation, with everything around it failing at random', () => {
  let h: Harness;
  const cloud = mortalCloud();
  beforeAll(async () => {
    h = await startHarness({ worker: false, returns: true, replaced: { connectCloud: cloud.connect }, limits: { signInsPerNetworkPerMinute: 100_000, activationCallsPerNetworkPerMinute: 1_000_000, mailsPerAddressPerHour: 50, mailsPerAddressPerDay: 50 } });
  });
  afterAll(() => h.close());

  it(`never leaves the status machine, makes no second account, always has a next step, and can always be ended well (FC_SEED=${SEED})`, async () => {
    const reached = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 60, maxLength: 90, size: 'max' }), async (way) => {
        const walk = await startWalk(h, cloud.dieAt);
        for (const step of way) {
          await take(walk, step);
          await expectInOrder(h, walk);
          reached.add((await rowOf(h, walk.user().id))?.status ?? 'gone');
        }
        walk.liftFaults();
        await walk.wait(DAY_MS + MINUTE_MS);
        expect(await goOnToTheEnd(h, walk)).toBeLessThanOrEqual(1);
        await expectInOrder(h, walk);
        await walk.signIn();
        expect(await walk.look()).toMatchObject({ step: 'done' });
      }),
      { seed: SEED, numRuns: RUNS, ...(process.env['FC_PATH'] ? { path: process.env['FC_PATH'] } : {}), endOnFailure: process.env['FC_SHRINK'] === undefined, interruptAfterTimeLimit: LONGEST_MS - 30_000, markInterruptAsFailure: false },
    );
    // A walk that never gets anywhere proves nothing. Which statuses it meets is chance.
    expect(reached.size).toBeGreaterThanOrEqual(3);
  }, LONGEST_MS);
});
