import { generateKeyPairSync } from 'node:crypto';
import supertest from 'supertest';
import { CORE, EXTENSION } from '../src/scim/attributes.ts';
import { CONSENT_WORDING } from '../src/consents/consent.ts';
import { recordConsent } from '../src/consents/record-consent.ts';
import { inTransaction } from '../src/context.ts';
import { bindIdentity } from '../src/identity-providers/store.ts';
import { unique, type TestProvider } from './factories.ts';
import { eventually, type Harness } from './harness.ts';
import type { Operation } from './described-api.ts';
import { provisionedUser, type User } from './journeys.ts';

/** One provider's things, as a path or a body names them. */
export type Things = { user: User; email: string; scimToken: string; ids: Record<string, string>; bodies: Record<string, object> };

/** A drawing that a template may have as its logo, in base64. */
export const svgLogo = (title = 'logo'): string => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><title>${title}</title><path d="M0 0h8v8z"/></svg>`).toString('base64');

const newPublicKey = () => String(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }));

const publishedId = (kind: string, id: string) => Buffer.from(`ciscospark://us/${kind}/${id}`).toString('base64').replace(/=+$/, '');

/** A connector that was held back, and an account that is not as it should be. */
async function noteTrouble({ pool }: Harness, { id, connector }: TestProvider, subscriberId: string): Promise<void> {
  await pool.query('insert into connector_gates (provider_id, connector_id) values ($1, $2) on conflict do nothing', [id, connector.id]);
  await pool.query(`insert into drift_rounds (provider_id, connector_id, next_at) values ($1, $2, now() + interval '1 day') on conflict do nothing`, [id, connector.id]);
  await pool.query(`insert into drift_findings (provider_id, subscriber_id, connector_id, kind, found_at) values ($1, $2, $3, 'missing', now()) on conflict do nothing`, [id, subscriberId, connector.id]);
}

/** Fills a provider with one of everything that has an address, and says what a valid request about it looks like. */
export async function fillProvider(h: Harness, provider: TestProvider): Promise<Things> {
  const owner = await provider.asOwner();
  const email = `${unique('things')}@example.com`;
  const user = await provisionedUser(h, provider, email);
  const made = async (path: string, body: object) => (await owner.post(path).set('idempotency-key', unique('key')).send(body).expect(201)).body;
  const admin = await made('/v1/admins', { email: `${unique('admin')}@example.com`, name: unique('Admin '), role: 'read_only', password: 'a long enough password' });
  const client = await made('/v1/api-clients', { name: unique('Client '), scopes: ['subscribers:read'] });
  const apiKey = await made('/v1/api-keys', { name: unique('Key '), scopes: ['subscribers:read'] });
  const { body: keyed } = await owner.post(`/v1/api-clients/${client.id}/keys`).send({ publicKey: newPublicKey() }).expect(200);
  const asked = (path: string, form: object) => supertest(h.url).post(path).auth(client.id, client.clientSecret).type('form').send(form).expect(200);
  await asked('/oauth/revoke', { token: (await asked('/oauth/token', { grant_type: 'client_credentials' })).body.access_token });
  const provided = (suffix: string) => ({ name: unique('House '), issuer: `http://127.0.0.1:1/${unique('i')}${suffix}`, clientId: 'vestibule', clientSecret: 'not the real one' });
  const identityProvider = await made('/v1/identity-providers', provided('a'));
  await bindSomebody(provider, admin.id);
  const { body: subscriber } = await owner.get(`/v1/subscribers/${user.id}`).expect(200);
  const view = await made('/v1/saved-views', { name: unique('View '), query: { q: user.userId } });
  const { body: sessions } = await owner.get('/v1/profile/sessions').expect(200);
  const { template } = provider;
  await owner.post(`/v1/templates/${template.id}/check`).expect(200);
  const { body: withLogo } = await owner.put(`/v1/templates/${template.id}/logo`).send({ data: svgLogo() }).expect(200);
  const invited = await provider.handOver();
  await made(`/v1/subscribers/${invited.id}/invitation`, {});
  await inTransaction(provider.ctx, (ctx) => recordConsent(ctx, { subscriberId: invited.id, email, answer: 'refuse', wording: CONSENT_WORDING, language: 'en' }));
  const { bearerToken: scimToken } = await made(`/v1/templates/${template.id}/scim/token`, {});
  const scimUser = (userName: string) => ({ userName, emails: [{ value: `${unique('scim')}@example.com`, type: 'work' }], [EXTENSION]: { spEnterpriseId: unique('SCIM+') } });
  const { body: ofScim } = await supertest(h.url).post('/scim/v2/Users').auth(scimToken, { type: 'bearer' }).send(scimUser(`${unique('u')}@sp.example`)).expect(201);
  const bulk = (await owner.post('/v1/bulk-operations').send({ action: 'change_package', package: 'standard', target: { ids: [(await provider.handOver()).id] } }).expect(202)).body;
  const file = (await owner.post('/v1/exports').send({ filter: { q: user.userId } }).expect(202)).body;
  await eventually(async () => (await owner.get(`/v1/exports/${file.id}`)).body.state === 'ready', 'the exported file');
  // It is for nothing that happens here, so that only its test is sent, to where nobody listens.
  const webhook = await made('/v1/webhooks', { url: 'http://127.0.0.1:1/hook', types: ['export.failed'] });
  const { body: delivery } = await owner.post(`/v1/webhooks/${webhook.id}/test`).expect(202);
  await eventually(async () => (await owner.get(`/v1/webhooks/${webhook.id}/deliveries/${delivery.id}`)).body.state === 'failed', 'the test that nobody takes');
  const otherTemplate = await provider.newTemplate();
  await eventually(async () => (await owner.get(`/v1/bulk-operations/${bulk.id}`)).body.state === 'finished', 'the bulk operation');
  await noteTrouble(h, provider, user.id);
  const provisioningId = Buffer.from(`${provider.id}:${template.id}`).toString('base64');
  return {
    user,
    email,
    scimToken,
    ids: { scimUserId: ofScim.id, adminId: admin.id, identityProviderId: identityProvider.id, sessionId: sessions.items[0].id, apiClientId: client.id, apiKeyId: apiKey.id, keyId: keyed.keys[0].id, clusterId: provider.cluster.id, connectorId: provider.connector.id, templateId: template.id, customerId: subscriber.customerId, enterpriseId: subscriber.customerId, subscriberId: user.id, viewId: view.id, bulkOperationId: bulk.id, exportId: file.id, webhookId: webhook.id, deliveryId: delivery.id, shareKey: template.shareKey, logoKey: withLogo.look.logoUrl.split('/').at(-1), templateKey: template.adapterKey, userId: encodeURIComponent(user.userId) },
    bodies: {
      createAdmin: { email: `${unique('new')}@example.com`, name: 'New', role: 'operator', templateIds: [template.id], password: 'a long enough password' },
      createApiClient: { name: unique('New '), scopes: ['subscribers:read'] },
      rotateApiClientSecret: { graceHours: 1 },
      createCluster: { name: unique('New '), xsiUrl: h.broadworks.url },
      updateCluster: { name: unique('Changed ') },
      createConnector: { name: unique('New '), kind: 'webex', baseUrl: h.webex.apiUrl, accessToken: 'x' },
      updateCustomer: { name: unique('Renamed ') },
      dryRunConnector: { email: 'sample@example.com' },
      changeConnectorHold: { action: 'probe' },
      previewMapping: { mapping: { userName: '{email}' } },
      updateConnector: { name: unique('Changed ') },
      createSavedView: { name: unique('New '), query: { status: 'error' } },
      updateSavedView: { name: unique('Changed ') },
      createTemplate: { name: unique('New '), clusterId: provider.cluster.id, connectorId: provider.connector.id, defaultPackage: 'basic', adapterAccount: 'bw' },
      updateTemplate: { name: unique('Changed ') },
      retryActivation: { email: `${unique('retry')}@example.com`, mode: 'vouch' },
      moveSubscriber: { templateId: otherTemplate.id },
      createBulkOperation: { action: 'delete', target: { ids: [user.id] }, dryRun: false },
      createWebhook: { url: 'http://127.0.0.1:1/other', types: ['export.failed'] },
      updateWebhook: { description: unique('Changed ') },
      rotateWebhookSecret: { graceHours: 1 },
      rotateWebhookKey: { graceHours: 1 },
      enableWebhook: {},
      replayEvents: { from: '2026-01-01T00:00:00Z' },
      createExport: { filter: { status: 'error' } },
      previewImport: {},
      startImport: { mode: 'verify' },
      changePackage: { package: 'premium' },
      provisionBroadworksSubscriber: { provisioningId, userId: `${unique('u')}@sp.example`, spEnterpriseId: unique('SP1+'), firstName: 'A', lastName: 'B', package: 'basic' },
      precheckBroadworksSubscriber: { email: `${unique('precheck')}@example.com`, provisioningId },
      updateBroadworksSubscriber: { package: 'premium' },
      adapterPutUser: { serviceProviderId: 'SP1', groupId: 'g', isEnterprise: false, firstName: 'Changed', lastName: 'Changed' },
      checkTemplate: {},
      makeScimToken: { graceHours: 1 },
      changeScimAccess: { spEnterpriseId: 'SP1+scim' },
      createScimUser: scimUser(`${unique('new')}@sp.example`),
      replaceScimUser: { userName: `${unique('renamed')}@sp.example` },
      patchScimUser: { Operations: [{ op: 'replace', path: 'displayName', value: 'Changed' }] },
      searchScimUsers: { filter: 'userName eq "nobody"' },
      rotateShareLink: { graceDays: 7 },
      setTemplateLogo: { data: svgLogo('changed') },
      previewMessage: { message: 'verification_code', language: 'en', senderName: 'Preview' },
      previewNewTemplate: { message: 'verification_code', language: 'en', look: { brandName: 'Preview' } },
      signInToActivation: { userId: user.userId, password: 'pw' },
      submitEmail: { email: `${unique('submit')}@example.com` },
      verifyEmail: { code: '123456' },
      chooseActivationLanguage: { language: 'fr' },
      inviteUser: { days: 7 },
      inviteCustomer: {},
      viewInvitation: { key: 'not-a-key-of-ours' },
      signInInvited: { key: 'not-a-key-of-ours', password: 'pw' },
      answerConsent: { answer: 'agree', wording: '1' },
      updateApiClient: { name: unique('Changed ') },
      updateApiKey: { name: unique('Changed ') },
      updateAdmin: { name: unique('Changed ') },
      updateProfile: { name: unique('Changed ') },
      changePassword: { currentPassword: 'not the password', password: 'a long enough password' },
      checkInvitation: { token: 'unknown' },
      acceptInvitation: { token: 'unknown', name: 'Nobody', password: 'a long enough password' },
      requestPasswordReset: { email: 'nobody@example.com' },
      checkPasswordReset: { token: 'unknown' },
      completePasswordReset: { token: 'unknown', password: 'a long enough password' },
      signIn: { email: 'nobody@example.com', password: 'not the password' },
      issueToken: {},
      revokeToken: { token: 'unknown' },
      createApiKey: { name: unique('New '), scopes: ['subscribers:read'] },
      addApiClientKey: { publicKey: newPublicKey() },
      reportDelivery: { returnAddress: 'returns@vestibule.test', action: 'failed' },
      blockMails: { key: 'not-a-key-of-ours', address: 'nobody@example.com' },
      createIdentityProvider: provided('b'),
      updateIdentityProvider: { name: unique('Changed ') },
      changeSignInSettings: { localAccounts: true },
      changePortalAddress: { address: 'http://portal.localhost' },
      checkSetup: { token: 'not the token' },
      completeSetup: { token: 'not the token', providerName: 'Another', name: 'Nobody', email: 'nobody@example.com', password: 'a long enough password' },
    },
  };
}

/** As if the admin had signed in through an identity provider. */
const bindSomebody = ({ ctx }: TestProvider, adminId: string) =>
  inTransaction(ctx, ({ db, providerId, clock }) => bindIdentity(db, { providerId, adminId, issuer: 'https://id.example', subject: unique('subject'), roleIsMapped: false, createdAt: clock.now(), lastSignInAt: clock.now() }));

/** Does it speak the published API's form, ids and refusals included? */
export const isPublishedForm = ({ path }: Pick<Operation, 'path'>): boolean => path.includes('/broadworks/') || path.endsWith('/consentMove');

/** Does it refuse in the form of RFC 7644? */
export const isScimForm = ({ path }: Pick<Operation, 'path'>): boolean => path.startsWith('/scim/');
/** The same for every provider. */
const always: Record<string, string> = { resourceType: 'User', schemaUrn: CORE };

/** The address of an operation on these things. */
export function pathOf(operation: Operation, { ids }: Things): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = ids[name] ?? always[name];
    if (!id) throw new Error(`say in foreign-world.ts which ${name} a provider has`);
    if (!isPublishedForm(operation)) return id;
    return publishedId(name === 'enterpriseId' ? 'ENTERPRISE' : 'SUBSCRIBER', id);
  });
}

export function bodyFor(operation: Operation, { bodies }: Things): object | undefined {
  const body = bodies[operation.name];
  if (operation.takesBody && !body) throw new Error(`say in foreign-world.ts what a valid body of ${operation.name} is`);
  return operation.takesBody ? body : undefined;
}

/** Everything a provider has, table by table, as text. What only notes that somebody knocked, and the numbering of events that follows by itself, is left out. */
export async function dumpOf(h: Pick<Harness, 'pool'>, providerId: string): Promise<Record<string, string[]>> {
  const { rows: tables } = await h.pool.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'provider_id' where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname not in ('event_arrivals', 'event_heads', 'event_links') order by 1`,
  );
  const dump: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await h.pool.query<{ text: string }>(
      `select (to_jsonb(t) - 'cursor' - 'due_at' - 'lease' - 'lease_until' - 'last_refusal_at' - 'last_refusal_reason' - 'last_refusal_account' - 'last_seen_at' - 'last_used_at' - 'last_check_at' - 'last_check' - 'expires_at')::text as text from ${name} t where provider_id = $1 and to_jsonb(t)->>'type' is distinct from 'adapter.refused' order by 1`,
      [providerId],
    );
    dump[name] = rows.map(({ text }) => text);
  }
  return dump;
}
