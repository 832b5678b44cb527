import { returnAddressOf } from '../src/mail/return-address.ts';
import { offerSetup } from '../src/setup/offer-setup.ts';
import { accountGivens } from './example-account-givens.ts';
import { type Caller, cookieOf, publishedId, type Real, valuesOfTemplate, type World } from './example-world.ts';
import { codeFor, unique } from './factories.ts';
import { svgLogo } from './foreign-world.ts';
import { eventually } from './harness.ts';
import { startReceiver } from './receiver.ts';
import { proveAddress, provisionedUser, rowOf, untilStatus, type User } from './journeys.ts';

/** What a given made: real values for some names, and who asks when that is somebody of its own. */
export type Made = { real?: Real; caller?: Caller };
export type Given = (world: World) => Promise<Made>;

const address = () => `${unique('ana')}@example.com`;

async function named(w: World, user: User, email?: string): Promise<Real> {
  const { rows } = await w.h.pool.query<{ customer_id: string }>('select customer_id from subscribers where id = $1', [user.id]);
  return { subscriberId: user.id, publishedSubscriberId: publishedId(user.id), userId: user.userId, group: user.spEnterpriseId.slice('SP1+'.length), customerId: rows[0]?.customer_id ?? '', publishedEnterpriseId: publishedId(rows[0]?.customer_id ?? '', 'ENTERPRISE'), ...(email && { email }) };
}
const notStarted = (w: World) => w.provider.handOver({ template: w.template });

/** The portal's session of a user, as a header. */
async function inPortal(w: World, user: User): Promise<Caller> {
  const answer = await fetch(`${w.h.url}/v1/activation/${user.template.shareKey}/session`, { method: 'POST', headers: { ...w.callers.visitor, 'content-type': 'application/json' }, body: JSON.stringify({ userId: user.userId, password: 'pw' }) });
  return { ...w.callers.visitor, cookie: cookieOf(answer) };
}

async function mailed(w: World): Promise<Required<Made> & { user: User }> {
  const user = await notStarted(w);
  const email = address();
  const caller = await inPortal(w, user);
  await w.ask(caller, 'PUT', '/v1/activation/session/email', { email });
  return { user, caller, real: { ...(await named(w, user, email)), code: await codeFor(w.h, email) } };
}
const twoMinutesPass = (w: World, user: Pick<User, 'id'>) => Promise.all(['messages', 'email_proofs'].map((table) => w.h.pool.query(`update ${table} set created_at = created_at - interval '2 minutes' where subscriber_id = $1`, [user.id])));

async function failed(w: World): Promise<Required<Made>> {
  const user = await notStarted(w);
  const email = `fail-200041-once-${address()}`;
  await proveAddress(w.h, w.provider, user, email);
  await untilStatus(w.h, user.id, 'error');
  return { caller: await inPortal(w, user), real: await named(w, user, email) };
}

async function askedToMove(w: World): Promise<Required<Made> & { user: User }> {
  const user = await notStarted(w);
  const email = `movable-${address()}`;
  await proveAddress(w.h, w.provider, user, email);
  await untilStatus(w.h, user.id, 'pending_user_migration');
  await w.h.mailbox.waitForMessage(email, { count: 2 });
  return { user, caller: await inPortal(w, user), real: await named(w, user, email) };
}

async function waitsForTheFirst(w: World): Promise<Made> {
  const template = await w.provider.newTemplate({ name: unique('First '), provisionAdminFirst: true });
  const group = unique('group');
  await w.provider.handOver({ template, group });
  const second = await w.provider.handOver({ template, group });
  const email = address();
  await proveAddress(w.h, w.provider, second, email);
  await eventually(async () => (await rowOf(w.h, second.id))?.reason === 'waiting_for_first_admin', 'the wait');
  return { caller: await inPortal(w, second), real: { ...(await named(w, second, email)), templateId: template.id } };
}

async function withInvitation(w: World): Promise<Made> {
  const user = await notStarted(w);
  const { link = '' } = await w.ask(w.callers.program, 'POST', `/v1/subscribers/${user.id}/invitation`, {});
  return { real: { ...(await named(w, user)), invitationKey: link.split('#invitation=').at(-1) ?? '' } };
}

async function provisioned(w: World): Promise<Made> {
  const email = address();
  return { real: await named(w, await provisionedUser(w.h, w.provider, email, { template: w.template }), email) };
}

async function ownTemplate(w: World): Promise<Made & { real: Real }> {
  const template = await w.provider.newTemplate({ name: unique('Template '), adapterAccount: w.template.adapterAccount, adapterPassword: w.template.adapterPassword });
  return { real: valuesOfTemplate(w.provider, template) };
}

async function withLogo(w: World): Promise<Made> {
  const { real } = await ownTemplate(w);
  const { look } = (await w.ask({ ...w.callers.program, 'if-match': '*' }, 'PUT', `/v1/templates/${real['templateId']}/logo`, { data: svgLogo() })) as unknown as { look: { logoUrl: string } };
  return { real: { ...real, logoKey: look.logoUrl.split('/').at(-1) ?? '' } };
}

/** @param count how many users it is about: one is done at once, a hundred give time to steer */
async function bulk(w: World, count: number): Promise<Made & { real: Real }> {
  const users = [];
  for (let index = 0; index < count; index += 1) users.push(await notStarted(w));
  const [first] = users;
  const { id = '' } = await w.ask(w.callers.program, 'POST', '/v1/bulk-operations', { action: 'change_package', package: 'standard', target: { ids: users.map((user) => user.id) } });
  return { real: { ...(first && (await named(w, first))), bulkOperationId: id } };
}
async function finishedBulk(w: World): Promise<Made> {
  const made = await bulk(w, 1);
  await eventually(async () => (await w.ask(w.callers.program, 'GET', `/v1/bulk-operations/${made.real['bulkOperationId']}`))['state'] === 'finished', 'the bulk operation');
  return made;
}

/** With a test that arrived. */
async function webhook(w: World): Promise<Made & { real: Real }> {
  const receiver = await startReceiver();
  w.leave(() => receiver.close());
  receiver.answerWith(() => ({ status: 200, body: 'ok' }));
  const { id = '' } = await w.ask(w.callers.program, 'POST', '/v1/webhooks', { url: receiver.url, description: 'Order system', types: ['subscriber', 'operation.failed'] });
  const { id: deliveryId = '' } = await w.ask(w.callers.program, 'POST', `/v1/webhooks/${id}/test`);
  await eventually(async () => (await w.ask(w.callers.program, 'GET', `/v1/webhooks/${id}/deliveries/${deliveryId}`))['state'] === 'delivered', 'the test to arrive');
  return { real: { webhookId: id, deliveryId, webhookUrl: receiver.url } };
}

async function finishedExport(w: World): Promise<Made> {
  const { id = '' } = await w.ask(w.callers.program, 'POST', '/v1/exports', { filter: { status: 'error' }, columns: 'broadworksUserId,email,status,errorCode' });
  await eventually(async () => (await w.ask(w.callers.program, 'GET', `/v1/exports/${id}`))['state'] === 'ready', 'the file');
  return { real: { exportId: id } };
}

async function previewedImport(w: World): Promise<Made> {
  const user = await notStarted(w);
  const email = address();
  const answer = await fetch(`${w.h.url}/v1/subscribers/imports`, { method: 'POST', headers: { ...w.callers.program, 'content-type': 'text/csv', 'idempotency-key': unique('import') }, body: `userId,email\n${user.userId},${email}\n` });
  const { operation } = (await answer.json()) as { operation: { id: string } };
  return { real: { ...(await named(w, user, email)), bulkOperationId: operation.id } };
}

async function mailThatLeft(w: World): Promise<Made> {
  const { user, real } = await mailed(w);
  const sent = () => w.h.pool.query<{ id: string }>(`select id from messages where subscriber_id = $1 and state = 'accepted'`, [user.id]);
  const { id } = await eventually(async () => (await sent()).rows[0], 'the mail to be taken by the relay');
  const [, key = ''] = /stop-mails\?lang=\w+#([\w-]+)/.exec(w.h.mailbox.messages(real['email'] ?? '').at(-1)?.text ?? '') ?? [];
  return { real: { ...real, stopMailsKey: key, returnAddress: returnAddressOf(w.h.services.vault, 'returns@vestibule.test', id) } };
}

async function nobodyYet(w: World): Promise<Made> {
  let line = '';
  await w.h.pool.query('truncate providers cascade');
  await offerSetup({ ...w.provider.ctx, log: { ...w.provider.ctx.log, info: (_, text = '') => void (line = text) } });
  return { real: { linkToken: /#(\w+)/.exec(line)?.[1] ?? '' } };
}

/** Every state an example may name in `given`. What it makes is new each time, so that no example depends on another. */
export const givens: Record<string, Given> = {
  ...accountGivens,
  'a user who has not started': async (w) => ({ real: await named(w, await notStarted(w)) }),
  'a user who has been mailed a code': mailed,
  'a user mailed two minutes ago': async (w) => {
    const { user, ...made } = await mailed(w);
    await twoMinutesPass(w, user);
    return made;
  },
  'a user whose account failed': failed,
  'a user whose portal shows a failure': failed,
  'a user who is provisioned': provisioned,
  'an account that was deleted in the cloud platform': async (w) => {
    const made = await provisioned(w);
    const { id, connector } = w.provider;
    await w.h.pool.query(`insert into drift_findings (provider_id, subscriber_id, connector_id, kind, found_at) values ($1, $2, $3, 'missing', now())`, [id, made.real?.['subscriberId'], connector.id]);
    return made;
  },
  'a user who must agree to a move': async (w) => {
    const { user, ...made } = await askedToMove(w);
    await twoMinutesPass(w, user);
    return made;
  },
  'a user who waits for the first': waitsForTheFirst,
  'a user in the portal': async (w) => {
    const user = await notStarted(w);
    return { caller: await inPortal(w, user), real: { ...(await named(w, user)), email: address() } };
  },
  'a user with an invitation': withInvitation,
  'somebody BroadWorks knows': async () => ({ real: { unknownUserId: `${unique('user')}@sp.example`, group: unique('group') } }),
  'a template of its own': ownTemplate,
  'a template with users': async (w) => ({ real: { templateId: (await notStarted(w)).template.id } }),
  'a template with an old link': async (w) => {
    const made = await ownTemplate(w);
    await w.ask(w.callers.program, 'POST', `/v1/templates/${made.real['templateId']}/share-link/rotate`, { graceDays: 7 });
    return made;
  },
  'a template that identity systems come in to': async (w) => {
    const made = await ownTemplate(w);
    for (const graceHours of [0, 24]) await w.ask(w.callers.program, 'POST', `/v1/templates/${made.real['templateId']}/scim/token`, { graceHours });
    return made;
  },
  'a user of an identity system': async (w) => {
    const [userId, email] = [`${unique('ana')}@northwind.example`, address()];
    const made = await w.ask(w.callers['identity-system'], 'POST', '/scim/v2/Users', { userName: userId, externalId: unique('00u'), displayName: 'Ana Díaz', name: { givenName: 'Ana', familyName: 'Díaz' }, emails: [{ value: email, type: 'work', primary: true }], phoneNumbers: [{ value: '5551230001', type: 'work' }], preferredLanguage: 'de-CH' });
    return { real: { scimUserId: made['id'] ?? '', userId, email } };
  },
  'a template with a logo': withLogo,
  'a finished bulk operation': finishedBulk,
  'a bulk operation under way': (w) => bulk(w, 25),
  'a bulk operation that is held': async (w) => {
    const made = await bulk(w, 25);
    await w.ask(w.callers.program, 'POST', `/v1/bulk-operations/${made.real['bulkOperationId']}/pause`);
    return made;
  },
  'a previewed import': previewedImport,
  'a webhook': webhook,
  'a disabled webhook': async (w) => {
    const made = await webhook(w);
    await w.ask(w.callers.program, 'POST', `/v1/webhooks/${made.real['webhookId']}/disable`);
    return made;
  },
  'a finished export': finishedExport,
  'a mail that has left': mailThatLeft,
  // Takes everybody away, so it comes last.
  'no provider yet': nobodyYet,
};
