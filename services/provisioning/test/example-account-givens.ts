import { startIdentityProvider } from '@vestibule/simulators/identity-provider';
import { readExamples } from '../src/http/examples.ts';
import type { Given } from './example-givens.ts';
import { PASSWORD, type World } from './example-world.ts';
import { unique } from './factories.ts';
import { PUBLIC_URL } from './harness.ts';

const adminAddress = () => `${unique('grace')}@northwind.example`;

async function newAdmin(w: World, more: object = { password: PASSWORD }): Promise<{ adminId: string; adminEmail: string }> {
  const adminEmail = adminAddress();
  const { id = '' } = await w.ask(w.callers.program, 'POST', '/v1/admins', { email: adminEmail, name: 'Grace Hopper', role: 'operator', templateIds: [w.template.id], ...more });
  return { adminId: id, adminEmail };
}
const tokenMailedTo = async (w: World, address: string, count = 1) => /#(\w{22})\b/.exec((await w.h.mailbox.waitForMessage(address, { count })).text)?.[1] ?? '';
const invited = async (w: World) => {
  const admin = await newAdmin(w, {});
  return { ...admin, linkToken: await tokenMailedTo(w, admin.adminEmail) };
};

async function identityProvider(w: World, issuer = `http://127.0.0.1:1/${unique('issuer')}`): Promise<Record<string, string>> {
  const { id = '', key = '' } = await w.ask(w.callers.program, 'POST', '/v1/identity-providers', { name: 'House account', issuer, clientId: 'vestibule', clientSecret: 'not the real one', groupsClaim: 'groups', mappings: [{ group: 'voice-admins', role: 'admin', templateIds: null }] });
  return { identityProviderId: id, signInKey: key, issuer };
}

/** States around who may sign in, and what connects a provider to the world. */
export const accountGivens: Record<string, Given> = {
  'an admin with a password': async (w) => ({ real: await newAdmin(w) }),
  'an admin of their own': async (w) => ({ caller: await w.signIn() }),
  'an admin with two sessions': async (w) => {
    const { adminEmail } = await newAdmin(w);
    await w.signIn(adminEmail);
    const caller = await w.signIn(adminEmail);
    const { items } = (await w.ask(caller, 'GET', '/v1/profile/sessions')) as unknown as { items: { id: string; current: boolean }[] };
    return { caller, real: { sessionId: items.find(({ current }) => !current)?.id ?? '' } };
  },
  'an invited admin': async (w) => ({ real: await invited(w) }),
  'an invited admin of two minutes ago': async (w) => {
    const real = await invited(w);
    await w.h.pool.query(`update messages set created_at = created_at - interval '2 minutes' where to_address = $1`, [real.adminEmail]);
    return { real };
  },
  'an admin who forgot the password': async (w) => {
    const admin = await newAdmin(w);
    await w.ask(w.callers.visitor, 'POST', '/v1/password-reset', { email: admin.adminEmail });
    return { real: { ...admin, linkToken: await tokenMailedTo(w, admin.adminEmail) } };
  },
  'a disabled admin': async (w) => {
    const real = await newAdmin(w);
    await w.ask(w.callers.program, 'POST', `/v1/admins/${real.adminId}/disable`);
    return { real };
  },
  'an API client': async (w) => {
    const { id = '' } = await w.ask(w.callers.program, 'POST', '/v1/api-clients', { name: 'OSS', scopes: ['subscribers:read'] });
    return { real: { apiClientId: id } };
  },
  'an API client with a key': async (w) => {
    const { id = '' } = await w.ask(w.callers.program, 'POST', '/v1/api-clients', { name: 'OSS', scopes: ['subscribers:read'] });
    const { keys } = (await w.ask(w.callers.program, 'POST', `/v1/api-clients/${id}/keys`, readExamples().get('addApiClientKey')?.request?.body)) as unknown as { keys: { id: string }[] };
    return { real: { apiClientId: id, keyId: keys[0]?.id ?? '' } };
  },
  'an API key': async (w) => {
    const { id = '' } = await w.ask(w.callers.program, 'POST', '/v1/api-keys', { name: 'Nightly report', scopes: ['subscribers:read'] });
    return { real: { apiKeyId: id } };
  },
  'an identity provider': async (w) => ({ real: await identityProvider(w) }),
  'an identity provider to sign in at': async (w) => {
    const idp = await startIdentityProvider({ redirectUris: [`${PUBLIC_URL}/v1/session/oidc/callback`] });
    w.leave(() => idp.close());
    return { real: await identityProvider(w, idp.issuer) };
  },
  'a cluster nobody uses': async (w) => {
    const { id = '' } = await w.ask(w.callers.program, 'POST', '/v1/clusters', { name: unique('Lab '), xsiUrl: w.h.broadworks.url });
    return { real: { clusterId: id } };
  },
  'a cluster in use': async () => ({}),
  'a connector nobody uses': async (w) => {
    const { id = '' } = await w.ask(w.callers.program, 'POST', '/v1/connectors', { name: unique('Cloud '), kind: 'webex', baseUrl: w.h.webex.apiUrl, accessToken: w.h.webex.accessToken });
    return { real: { connectorId: id } };
  },
  'a saved view': async (w) => {
    const { id = '' } = await w.ask(w.callers.admin, 'POST', '/v1/saved-views', { name: unique('View '), query: { status: 'error' } });
    return { real: { viewId: id } };
  },
};
