import { type ScimSimulator, startScim } from '@vestibule/simulators';
import { createConnectCloud } from '../src/adapters/connect-cloud.ts';
import type { NewConnector } from '../src/connectors/create-connector.ts';
import { createConnector } from '../src/connectors/create-connector.ts';
import type { Services } from '../src/context.ts';
import { unique } from './factories.ts';
import { type Agent, type Harness, startHarness } from './harness.ts';
import { rowOf, runNow, type User } from './journeys.ts';

/** Long for this machine, short for a test that waits for it. */
export const TIMEOUT_MS = 700;
const wide = { callsPerSecond: 100, concurrency: 50, openAfter: 100 };

export type CloudKind = 'webex' | 'scim';
export type ConnectorWorld = Awaited<ReturnType<typeof startConnectorWorld>>;

/** Simulated platforms of every kind, each behind a template of the same provider; calls give up soon. */
export async function startConnectorWorld({ worker = false, replaced = {} }: { worker?: boolean; replaced?: Partial<Services> } = {}) {
  const scim: ScimSimulator = await startScim();
  const h: Harness = await startHarness({ worker, replaced: { connectCloud: createConnectCloud({ allowPrivate: true, timeoutMs: TIMEOUT_MS }), ...replaced } });
  const owner: Agent = await h.asOwner();

  const settingsOf: Record<CloudKind, Omit<NewConnector, 'name'>> = {
    webex: { kind: 'webex', baseUrl: h.webex.apiUrl, accessToken: h.webex.accessToken, precheck: false },
    scim: { kind: 'scim', baseUrl: scim.apiUrl, accessToken: scim.accessToken },
  };
  /** A connector of its own with a template. */
  const connect = async (kind: CloudKind | 'none', overrides: Partial<NewConnector> = {}) => {
    const connector = await createConnector(h.provider.ctx, { limits: wide, ...(kind === 'none' ? { kind } : settingsOf[kind]), name: unique(`${kind} `), ...overrides });
    const template = await h.provider.newTemplate({ connectorId: connector.id });
    return { connectorId: connector.id, template };
  };
  const vouch = async (user: User, email = `${unique('cloud')}@example.com`) => {
    await owner.post(`/v1/subscribers/${user.id}/retry-activation`).send({ email, mode: 'vouch' }).expect(202);
    return email;
  };
  /** Does the work of a user until it is at an end, forward in time where it must be. */
  const settle = async (user: User, most = 14) => {
    for (let turn = 0; turn < most && ['provisioning', 'updating'].includes((await rowOf(h, user.id))?.status ?? ''); turn += 1) {
      await runNow(h, user.id);
      await new Promise((done) => setTimeout(done, 60));
    }
    return rowOf(h, user.id);
  };
  return {
    h, scim, owner, connect, vouch, settle,
    /** How many accounts were ever made for a user, and how many there are. */
    accountsOf: (kind: CloudKind, user: User) =>
      kind === 'webex'
        ? { made: h.webex.createdCount(user.userId), now: h.webex.accounts().filter((account) => account.userId === user.userId).length }
        : { made: scim.createdCount(user.userId), now: scim.users().filter((found) => found['externalId'] === user.userId).length },
    script: (kind: CloudKind, rules: Parameters<ScimSimulator['script']>[0]) => (kind === 'webex' ? h.webex.script(rules as Parameters<typeof h.webex.script>[0]) : scim.script(rules)),
    calls: (kind: CloudKind) => (kind === 'webex' ? h.webex.calls() : scim.calls()),
    clearScripts() {
      h.webex.clearScript();
      scim.clearScript();
    },
    async close() {
      await h.close();
      await scim.close();
    },
  };
}
