import { Buffer } from 'node:buffer';
import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import type { NextAction } from '../problem-entry.ts';
import { describeProblem, type ProblemCode } from '../problems.ts';
import { type CloudAccount, CloudError, type CloudSubscriber, untold } from '../provisioning/cloud.ts';
import { type dryRunOutcomes, dryRunSteps } from './dry-run-step.ts';
import { callsNothing, kinds } from './kinds.ts';
import { openConnector } from './load-connector.ts';
import { samplePerson } from './preview-mapping.ts';

export type DryRunStep = { step: (typeof dryRunSteps)[number]; outcome: (typeof dryRunOutcomes)[number]; code: ProblemCode | null; action: NextAction | null; detail: string | null; latencyMs: number | null };
export type DryRun = { ok: boolean; steps: DryRunStep[]; account: Pick<CloudAccount, 'ref' | 'state'> | null; changesWith: 'PATCH' | 'PUT' | null; request: object };

/**
 * Does everything a new user's work does, but for making the account: gets a token, reads, looks for a sample user, asks whether one
 * could be made, and shows what would be sent. A step that fails ends it. Nothing is created or changed.
 * @throws connector.not_found
 */
export async function dryRun(ctx: Context, id: string, sample: { userId?: string; email?: string }): Promise<DryRun> {
  requireRight(ctx, 'templates:read');
  const settings = await inTransaction(ctx, (ctx) => openConnector(ctx, id));
  const cloud = ctx.connectCloud(settings, ctx.traceId);
  const person: CloudSubscriber = { timezone: null, otherUserId: null, ...samplePerson, ...sample, provisioningId: Buffer.from(`${ctx.providerId}:${id}`).toString('base64') };
  const steps: DryRunStep[] = [];
  let account: CloudAccount | null = null;
  const works: Record<(typeof dryRunSteps)[number], null | (() => Promise<string | null>)> = {
    token: callsNothing(settings.kind) ? null : async () => (await settings.authorization.token(), null),
    read: callsNothing(settings.kind) ? null : async () => {
      const answer = await cloud.check();
      if (answer.result === 'accepted') return null;
      throw new CloudError('answered', answer.detail, { code: answer.result === 'refused' ? 'cloud.credentials_refused' : 'cloud.unavailable' });
    },
    find: callsNothing(settings.kind) ? null : async () => ((account = await cloud.find(person)), account ? account.ref : null),
    check: kinds[settings.kind].prechecks ? async () => (await cloud.precheck(person), null) : null,
    send: async () => null,
  };
  for (const step of dryRunSteps) {
    const work = works[step];
    const over = steps.some(({ outcome }) => outcome === 'problem');
    steps.push(work && !over ? await tried(step, work) : { step, outcome: 'skipped', code: null, action: null, detail: null, latencyMs: null });
  }
  const ok = steps.every(({ outcome }) => outcome !== 'problem');
  return { ok, steps, account: described(account), changesWith: ok ? await cloud.changesWith().catch(untold) : null, request: cloud.preview(person) };
}

const described = (account: CloudAccount | null): DryRun['account'] => account && { ref: account.ref, state: account.state };

async function tried(step: DryRunStep['step'], work: () => Promise<string | null>): Promise<DryRunStep> {
  const start = performance.now();
  const latencyMs = () => Math.round(performance.now() - start);
  try {
    const detail = await work();
    return { step, outcome: 'ok', code: null, action: null, detail, latencyMs: latencyMs() };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const detail = error.status === null ? error.message : `${error.message} (HTTP ${error.status})`;
    const code = error.code ?? (error.kind === 'answered' ? 'cloud.rejected_request' : 'cloud.unavailable');
    return { step, outcome: 'problem', code, action: describeProblem(code).action, detail, latencyMs: latencyMs() };
  }
}
