import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { grantableScopes } from '../src/access.ts';
import { type AdminRole, adminRoles } from '../src/context.ts';
import { isEndless, isForAdmins, isPublic, type Operation, operations } from './described-api.ts';
import { bodyFor, dumpOf, fillProvider, isPublishedForm, isScimForm, pathOf, type Things } from './foreign-world.ts';
import { readScopes } from '../src/http/meanings.ts';
import { type Agent, bearing, type Harness, startHarness } from './harness.ts';
import { expectProblem } from './journeys.ts';

/** They look and change nothing, so that whoever may read may ask for them. */
const looks = ['createExport', 'verifyAudit', 'checkTemplate', 'previewMessage', 'previewNewTemplate', 'checkCluster', 'checkConnector', 'previewMapping', 'dryRunConnector'];
/** What everybody who is signed in does with what is their own. */
const own = ['signIn', 'signOut', 'getSession', 'updateProfile', 'changePassword', 'listOwnSessions', 'endOtherSessions', 'endOwnSession', 'deleteExport'];
/** Endless answers have their own test. */
const guarded = operations.filter((operation) => isForAdmins(operation) && !isEndless(operation) && !own.includes(operation.name));
const changes = guarded.filter((operation) => operation.method !== 'get' && !looks.includes(operation.name));
const reads = guarded.filter((operation) => !changes.includes(operation));

const everybody = adminRoles;
/** Who may change what: by the operation's name, else by its path; the first line that fits decides. */
const mayChange: readonly [what: RegExp, roles: readonly AdminRole[]][] = [
  [/^\/v1\/(admins|api-clients|api-keys|identity-providers|sign-in-settings|portal-address)/, ['owner']],
  [/^\/v1\/saved-views/, adminRoles],
  [/^inviteCustomer$/, ['owner', 'admin', 'operator']],
  [/^resend(Consent)?Mail$/, ['owner', 'admin', 'operator', 'help_desk']],
  [/^(pause|resume|cancel)BulkOperation$/, ['owner', 'admin', 'operator', 'help_desk']],
  [/^\/v1\/((broadworks\/)?subscribers|bulk-operations)/, ['owner', 'admin', 'operator']],
  [/^\/v1\/webhooks/, ['owner', 'admin']],
  [/^\/v1\/(templates|clusters|connectors|customers)/, ['owner', 'admin']],
];
/** Who may look at what; everything that is not named is for everybody. */
const mayRead: readonly [what: RegExp, roles: readonly AdminRole[]][] = [
  [/^\/v1\/(admins|api-clients|api-keys|identity-providers|sign-in-settings|portal-address)/, ['owner']],
  [/^\/v1\/webhooks/, ['owner', 'admin']],
  [/^\/v1\//, everybody],
];
function rolesFor({ name, path }: Operation, table: typeof mayChange): readonly AdminRole[] {
  const line = table.find(([what]) => what.test(name)) ?? table.find(([what]) => what.test(path));
  if (!line) throw new Error(`say in roles.test.ts which roles may use ${name}`);
  return line[1];
}
const cases = (list: readonly Operation[], table: typeof mayChange, allowed: boolean) =>
  adminRoles.flatMap((role) => list.filter((operation) => rolesFor(operation, table).includes(role) === allowed).map((operation) => [role, operation.name, operation] as const));
const documentedScopes = readScopes();
/** Whoever may change users with our scope may do so with the published one, and the other way round. */
const covers = (scope: string, needed: readonly string[]) => needed.some((each) => `spark-admin:broadworks_${each.replace(':', '_')}` === scope);
const absent = '01890000-0000-7000-8000-000000000000';

describe('what a role may do', () => {
  let h: Harness;
  let things: Things;
  let signedIn: Record<AdminRole, Agent>;
  let dump: Record<string, string[]>;
  beforeAll(async () => {
    h = await startHarness();
    things = await fillProvider(h, h.provider);
    signedIn = {
      owner: await h.asOwner(),
      admin: await h.provider.asAdmin('admin'),
      operator: await h.provider.asOperator([h.provider.template.id]),
      help_desk: await h.provider.asAdmin('help_desk', [h.provider.template.id]),
      read_only: await h.asReader(),
    };
    await new Promise((done) => setTimeout(done, 500));
    dump = await dumpOf(h, h.provider.id);
  });
  afterAll(() => h.close());

  const ask = (agent: Pick<Agent, Operation['method']>, operation: Operation, of = things) => agent[operation.method](pathOf(operation, of)).send(bodyFor(operation, of));
  const codeOf = (operation: Operation, code: string) => (isPublishedForm(operation) || isScimForm(operation) ? undefined : code);
  const expectRefused = (operation: Operation, answer: supertest.Response, status: number, code: string) =>
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code: codeOf(operation, code) });

  it.each(cases(changes, mayChange, false))('%s: %s answers 403', async (role, _name, operation) => {
    expectRefused(operation, await ask(signedIn[role], operation), 403, 'access.forbidden');
  });

  it.each(cases(changes.filter(({ path }) => path.includes('{')), mayChange, true))('%s: %s is allowed, and finds nothing where there is nothing', async (role, _name, operation) => {
    const nothing = { ...things, ids: { ...things.ids, ...Object.fromEntries(Object.keys(things.ids).map((name) => [name, absent])) } };
    expect((await ask(signedIn[role], operation, nothing)).status).toBe(404);
  });

  it.each(cases(reads, mayRead, false))('%s: %s, which only looks, answers 403', async (role, _name, operation) => {
    expectRefused(operation, await ask(signedIn[role], operation), 403, 'access.forbidden');
  });

  it.each(cases(reads, mayRead, true))('%s may look: %s', async (role, _name, operation) => {
    // Whoever is limited to some templates sees only the bulk operations they asked for themselves, and whoever is no owner only their own files; views are nobody else's.
    const isOthers = (operation.path.includes('{bulkOperationId}') && (role === 'operator' || role === 'help_desk')) || (operation.path.includes('{exportId}') && role !== 'owner') || operation.path.includes('{viewId}');
    expect(isOthers ? [404] : [200, 202, 409]).toContain((await ask(signedIn[role], operation)).status);
  });

  it.each(operations.filter((operation) => !isPublic(operation) && operation.name !== 'signOut').map((operation) => [operation.name, operation] as const))('signed out: %s answers 401', async (_name, operation) => {
    const answer = await ask(h.asVisitor(), operation);
    // Where a mail was asked for, it is said that none was sent.
    const activation = ['submitEmail', 'resendCode'].includes(operation.name) ? 'activation.mail_signed_out' : 'activation.session_expired';
    const code = operation.path.startsWith('/adapter/') ? 'adapter.refused' : operation.path.startsWith('/v1/activation/') ? activation : 'access.signed_out';
    if (['issueToken', 'revokeToken'].includes(operation.name)) expect([400, 401]).toContain(answer.status);
    else expectRefused(operation, answer, 401, code);
  });

  it.each(changes.filter(({ name }) => documentedScopes.has(name)).map((operation) => [operation.name, operation] as const))('a token with every scope but the documented one: %s answers 403; an invalid one 401', async (_name, operation) => {
    const needed = documentedScopes.get(operation.name) ?? [];
    // Our own scopes bring what the published ones of the same name do.
    const covering = needed.map((scope) => scope.replace(/^spark-admin:broadworks_(?:subscribers|enterprises)_/, 'subscribers:'));
    const client = await h.provider.asClient(grantableScopes.filter((scope) => !needed.includes(scope) && !covering.includes(scope) && !covers(scope, needed)));
    expectRefused(operation, await ask(client, operation), 403, 'access.forbidden');
    expectRefused(operation, await ask(bearing(h.url, 'vat_nonsense'), operation), 401, 'access.signed_out');
  });

  it('the documented scope is enough, alone', async () => {
    const nothing = { ...things, ids: { ...things.ids, ...Object.fromEntries(Object.keys(things.ids).map((name) => [name, absent])) } };
    const clients = new Map<string, Agent>();
    const refused: string[] = [];
    for (const operation of guarded.filter(({ path, name }) => path.includes('{') && documentedScopes.has(name))) {
      const needed = documentedScopes.get(operation.name) ?? [];
      const client = clients.get(needed.join(' ')) ?? (await h.provider.asClient([...needed]));
      clients.set(needed.join(' '), client);
      if ((await ask(client, operation, nothing)).status === 403) refused.push(operation.name);
    }
    expect(refused).toEqual([]);
  });

  it('another site\'s page is refused, whatever cookie the browser adds', async () => {
    const owner = await h.asOwner();
    for (const operation of changes) {
      const answer = await owner[operation.method](pathOf(operation, things)).set('origin', 'https://evil.example').set('sec-fetch-site', 'cross-site').send(bodyFor(operation, things));
      expectRefused(operation, answer, 403, 'access.cross_site');
    }
    const page = await h.provider.asSubscriber(things.user);
    for (const path of ['email/resend', 'try-again']) expectProblem(await page.post(`/v1/activation/session/${path}`).set('origin', 'https://evil.example'), 403, 'access.cross_site');
  });

  it('none of this has written anything', async () => {
    // The result of a check is kept, whoever asks for it; everybody may have files made, and the answer to that is kept.
    const { access_keys: _, admin_sessions: __, api_clients: ___, admins: ____, events, activations: _____, template_checks: ______, exports: _7, export_chunks: _8, idempotency_keys: _9, ...after } = await dumpOf(h, h.provider.id);
    const { access_keys: a, admin_sessions: b, api_clients: c, admins: d, events: before = [], activations: e, template_checks: f, exports: x, export_chunks: y, idempotency_keys: z, ...rest } = dump;
    expect([a, b, c, d, e, f, x, y, z].every((rows) => rows !== undefined)).toBe(true);
    expect(after).toEqual(rest);
    const known = ['admin.signed_in', 'admin.invited', 'api_client.created', 'subscriber.signed_in', 'export.requested', 'export.finished', 'export.downloaded'];
    const added = (events ?? []).filter((text) => !before.includes(text)).map((text) => (JSON.parse(text) as { type: string }).type);
    expect(added.filter((type) => !known.includes(type))).toEqual([]);
  });

  it('an admin who is removed is signed out at once', async () => {
    const owner = await h.asOwner();
    const doomed = await h.asReader();
    const { body } = await doomed.get('/v1/session').expect(200);
    await owner.delete(`/v1/admins/${body.admin.id}`).expect(204);
    expectProblem(await doomed.get('/v1/subscribers'), 401, 'access.signed_out');
  });
});
