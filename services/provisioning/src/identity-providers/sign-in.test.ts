import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type IdentityProvider, type Person, startIdentityProvider } from '@vestibule/simulators/identity-provider';
import { unique } from '../../test/factories.ts';
import { type Harness, PUBLIC_URL, startHarness } from '../../test/harness.ts';
import { Browser, comeBack, goThroughProvider } from '../../test/oidc-journey.ts';
import { createAdmin } from '../admins/create-admin.ts';
import type { AdminRole } from '../context.ts';
import { createIdentityProvider, type NewIdentityProvider } from './create-identity-provider.ts';
import type { IdentityProviderRow } from './store.ts';
import { updateIdentityProvider } from './update-identity-provider.ts';

const MINUTE = 60_000;

describe('signing in through an identity provider', () => {
  let h: Harness;
  let idp: IdentityProvider;
  let row: IdentityProviderRow;
  const lines: string[] = [];
  const places = () => ({ api: h.url, publicUrl: PUBLIC_URL, idp });
  const settings = (): NewIdentityProvider => ({
    name: 'House', issuer: idp.issuer, clientId: idp.clientId, clientSecret: idp.clientSecret, scopes: ['email', 'profile', 'groups'], groupsClaim: 'groups',
    mappings: [{ group: 'bosses', role: 'owner', templateIds: null }, { group: 'crew', role: 'operator', templateIds: [h.provider.template.id] }, { group: 'desk', role: 'help_desk', templateIds: null }],
  });
  beforeAll(async () => {
    h = await startHarness({ worker: false, limits: { signInsPerNetworkPerMinute: 10_000 }, logTo: (line) => lines.push(line) });
    idp = await startIdentityProvider({ redirectUris: [`${PUBLIC_URL}/v1/session/oidc/callback`] });
    row = await createIdentityProvider(h.provider.ctx, settings());
  });
  afterAll(async () => {
    await h?.close();
    await idp?.close();
  });

  const person = (more: Partial<Person> = {}): Person & { email: string } => {
    const subject = unique('subject');
    const made = { subject, email: `${subject}@example.com`, emailVerified: true, name: 'Ida Provider', groups: [], ...more };
    idp.know(made);
    return made;
  };
  const begin = (who: Person, { browser = new Browser(), key = row.key, next }: { browser?: Browser; key?: string; next?: string } = {}) => goThroughProvider(browser, places(), key, { subject: who.subject, ...(next && { next }) }).then((callback) => ({ browser, callback }));
  const signIn = async (who: Person, more: { browser?: Browser; key?: string; next?: string } = {}) => {
    const { browser, callback } = await begin(who, more);
    return { browser, callback, ...(await comeBack(browser, places(), callback)) };
  };
  const sessionOf = async (browser: Browser) => {
    const answer = await browser.ask(`${h.url}/v1/session`);
    return answer.status === 200 ? (JSON.parse(answer.text) as { admin: { id: string; email: string; role: AdminRole; templateIds: string[] | null } }).admin : null;
  };
  const problemIn = (location: string) => new URL(location, PUBLIC_URL).searchParams.get('problem');
  const invite = (email: string, role: AdminRole = 'read_only') => createAdmin(h.provider.ctx, { email, name: 'Invited', role, password: 'a long enough password' });
  const eventsOf = async (type: string) => (await h.pool.query<{ data: Record<string, unknown> }>('select data from events where type = $1 and provider_id = $2', [type, h.provider.id])).rows.map(({ data }) => data);
  const identitiesOf = async (adminId: string) => (await h.pool.query('select issuer, subject, role_is_mapped from admin_identities where admin_id = $1', [adminId])).rows;

  it('binds an invited admin by the verified address, goes on to the page that was wanted, and leaves no token in the browser', async () => {
    const who = person({ groups: [] });
    const admin = await invite(who.email, 'admin');
    const { status, location, setCookie, browser } = await signIn(who, { next: '/subscribers?status=error' });
    expect({ status, location }).toEqual({ status: 302, location: '/admin/subscribers?status=error' });
    expect(setCookie.find((line) => line.startsWith('vestibule_session='))).toMatch(/^vestibule_session=vss_[\w-]{43}; .*HttpOnly; SameSite=Lax$/);
    expect(setCookie.find((line) => line.startsWith('vestibule_oidc_'))).toMatch(/1970/);
    expect(await sessionOf(browser)).toMatchObject({ id: admin.id, email: who.email, role: 'admin' });
    expect(await identitiesOf(admin.id)).toEqual([{ issuer: idp.issuer, subject: who.subject, role_is_mapped: false }]);
    expect((await eventsOf('admin.identity_bound')).at(-1)).toMatchObject({ adminId: admin.id, subject: who.subject });
  });

  it('knows somebody by the subject once bound, even when the address has changed', async () => {
    const who = person();
    const admin = await invite(who.email);
    await signIn(who);
    idp.know({ ...who, email: `${unique('married')}@example.com`, emailVerified: false });
    expect((await sessionOf((await signIn(who)).browser))?.id).toBe(admin.id);
  });

  it('makes an admin whom a group gives a role, limited to the templates of its line, and nobody else', async () => {
    const { browser } = await signIn(person({ groups: ['others', 'desk', 'crew'] }));
    expect(await sessionOf(browser)).toMatchObject({ role: 'operator', templateIds: [h.provider.template.id] });
    const stranger = person({ groups: ['others'] });
    const refused = await signIn(stranger);
    expect(problemIn(refused.location)).toBe('oidc.not_invited');
    expect(await sessionOf(refused.browser)).toBeNull();
    expect((await eventsOf('admin.sign_in_refused')).at(-1)).toMatchObject({ subject: stranger.subject, reason: 'oidc.not_invited' });
  });

  it('follows the groups at each sign-in, writes it down, and lets nobody in whose groups are gone', async () => {
    const who = person({ groups: ['desk'] });
    const id = (await sessionOf((await signIn(who)).browser))?.id;
    idp.know({ ...who, groups: ['bosses', 'desk'] });
    expect(await sessionOf((await signIn(who)).browser)).toMatchObject({ id, role: 'owner', templateIds: null });
    expect((await eventsOf('admin.role_changed')).at(-1)).toMatchObject({ adminId: id, changes: { role: { from: 'help_desk', to: 'owner' } } });
    idp.know({ ...who, groups: [] });
    expect(problemIn((await signIn(who)).location)).toBe('oidc.no_role');
  });

  it('leaves a role that was given by hand to who is in no mapped group', async () => {
    const who = person({ groups: ['others'] });
    await invite(who.email, 'owner');
    expect(await sessionOf((await signIn(who)).browser)).toMatchObject({ role: 'owner' });
  });

  it('keeps the last owner one, whatever the groups say', async () => {
    const alone = h.stranger;
    const who = person({ groups: ['crew'] });
    await createAdmin(alone.ctx, { email: who.email, name: 'Last', role: 'owner', password: 'a long enough password' });
    const theirs = await createIdentityProvider(alone.ctx, { ...settings(), mappings: [{ group: 'crew', role: 'read_only', templateIds: null }] });
    expect(await sessionOf((await signIn(who, { key: theirs.key })).browser)).toMatchObject({ role: 'owner' });
  });

  it.each([
    ['an address nobody has verified', { emailVerified: false, groups: ['crew'] }, 'oidc.email_unverified'],
    ['no address', { email: undefined, groups: ['crew'] }, 'oidc.email_unverified'],
  ])('refuses %s, and makes nobody', async (_what, more, problem) => {
    const who = person();
    await invite(who.email);
    idp.know({ ...who, ...more });
    const before = (await h.pool.query('select count(*) from admin_identities')).rows;
    const { location, browser } = await signIn(who);
    expect(problemIn(location)).toBe(problem);
    expect(await sessionOf(browser)).toBeNull();
    expect((await h.pool.query('select count(*) from admin_identities')).rows).toEqual(before);
  });

  it('does not let a second account take over an admin who is bound', async () => {
    const who = person();
    const admin = await invite(who.email);
    await signIn(who);
    const other = person({ email: who.email, groups: ['bosses'] });
    expect(problemIn((await signIn(other)).location)).toBe('oidc.other_subject');
    expect(await identitiesOf(admin.id)).toHaveLength(1);
  });

  it('does not reach an admin of another provider by the address', async () => {
    const who = person({ groups: ['crew'] });
    await createAdmin(h.stranger.ctx, { email: who.email, name: 'Elsewhere', role: 'owner', password: 'a long enough password' });
    const { location, browser } = await signIn(who);
    expect(problemIn(location)).toBe('oidc.not_invited');
    expect(await sessionOf(browser)).toBeNull();
  });

  it('lets only addresses of the allowed domains in, whatever else fits', async () => {
    const strict = await createIdentityProvider(h.provider.ctx, { ...settings(), issuer: `${idp.issuer}`, clientId: 'vestibule', name: 'Strict', allowedDomains: ['@Example.ORG'] }).catch(() => null);
    expect(strict).toBeNull();
    await updateIdentityProvider(h.provider.ctx, row.id, { allowedDomains: ['@Example.ORG'] });
    expect(problemIn((await signIn(person({ groups: ['crew'] }))).location)).toBe('oidc.email_domain_refused');
    expect((await signIn(person({ email: `${unique('ida')}@example.org`, groups: ['crew'] }))).location).toBe('/admin/');
    await updateIdentityProvider(h.provider.ctx, row.id, { allowedDomains: [] });
  });

  it('gives the default role where there is one', async () => {
    await updateIdentityProvider(h.provider.ctx, row.id, { defaultRole: 'read_only' });
    expect(await sessionOf((await signIn(person({ groups: ['others'] }))).browser)).toMatchObject({ role: 'read_only' });
    await updateIdentityProvider(h.provider.ctx, row.id, { defaultRole: null });
  });

  it('makes one admin of ten first sign-ins at the same time', async () => {
    const who = person({ groups: ['crew'] });
    const begun = await Promise.all(Array.from({ length: 10 }, () => begin(who)));
    const answers = await Promise.all(begun.map(({ browser, callback }) => comeBack(browser, places(), callback)));
    expect(answers.map(({ location }) => location)).toEqual(Array(10).fill('/admin/'));
    expect((await h.pool.query('select 1 from admins where email = $1', [who.email])).rows).toHaveLength(1);
  });

  describe('an answer that is not what was asked for', () => {
    it('is refused a second time, also ten at once: one session comes of one sign-in', async () => {
      const who = person({ groups: ['crew'] });
      const { browser, callback } = await begin(who);
      const [name, sealed] = browser.cookieLike(h.url, 'vestibule_oidc_');
      const answers = await Promise.all(Array.from({ length: 10 }, () => {
        const copy = new Browser();
        copy.put(h.url, name, sealed);
        return comeBack(copy, places(), callback);
      }));
      expect(answers.filter(({ location }) => location === '/admin/')).toHaveLength(1);
      expect(answers.filter(({ location }) => problemIn(location) === 'oidc.already_used')).toHaveLength(9);
    });

    it('is refused in another browser, with another state, after ten minutes, from another issuer, and with another code', async () => {
      const who = person({ groups: ['crew'] });
      const asked = await begin(who);
      expect(problemIn((await comeBack(new Browser(), places(), asked.callback)).location)).toBe('oidc.other_browser');
      const changed = (change: (query: URLSearchParams) => void) => {
        const url = new URL(asked.callback);
        change(url.searchParams);
        return url.href;
      };
      const [name, sealed] = asked.browser.cookieLike(h.url, 'vestibule_oidc_');
      const retry = async (callback: string) => {
        const copy = new Browser();
        copy.put(h.url, name, sealed);
        const answer = await comeBack(copy, places(), callback);
        expect(await sessionOf(copy)).toBeNull();
        return problemIn(answer.location);
      };
      expect(await retry(changed((query) => query.set('state', 'another')))).toBe('oidc.other_sign_in');
      expect(await retry(changed((query) => query.delete('state')))).toBe('oidc.other_sign_in');
      expect(await retry(changed((query) => query.set('iss', 'https://evil.example')))).toBe('oidc.answer_invalid');
      const again = await begin(who);
      expect(problemIn((await comeBack(again.browser, places(), again.callback.replace(/code=[^&]+/, 'code=made-up'))).location)).toBe('oidc.answer_invalid');
      const late = await begin(who);
      h.clock.forward(11 * MINUTE);
      expect(problemIn((await comeBack(late.browser, places(), late.callback)).location)).toBe('oidc.expired');
    });

    it('is refused with a cookie that was altered, and when the person went back at the identity provider', async () => {
      const who = person({ groups: ['crew'] });
      const { browser, callback } = await begin(who);
      const [name, sealed] = browser.cookieLike(h.url, 'vestibule_oidc_');
      browser.put(h.url, name, `${sealed}x`);
      expect(problemIn((await comeBack(browser, places(), callback)).location)).toBe('oidc.other_browser');
      const other = new Browser();
      const cancelled = await comeBack(other, places(), await goThroughProvider(other, places(), row.key, { cancel: true, next: '/templates' }));
      expect(new URL(cancelled.location, PUBLIC_URL).pathname).toBe('/admin/sign-in');
      expect(Object.fromEntries(new URL(cancelled.location, PUBLIC_URL).searchParams)).toEqual({ problem: 'oidc.cancelled', sso: row.key, next: '/templates' });
    });
  });

  describe('several tabs that sign in side by side', () => {
    it('all arrive, in whatever order they come back, each at the page it was after', async () => {
      const who = person({ groups: ['crew'] });
      const browser = new Browser();
      const tabs: string[] = [];
      for (const next of ['/templates', '/customers', '/operations']) tabs.push((await begin(who, { browser: browser.tabAt(h.url), next })).callback);
      const [first = '', second = '', third = ''] = tabs;
      expect((await comeBack(browser, places(), second)).location).toBe('/admin/customers');
      expect((await comeBack(browser, places(), first)).location).toBe('/admin/templates');
      expect(problemIn((await comeBack(browser, places(), first)).location)).toBe('oidc.other_sign_in');
      expect((await comeBack(browser, places(), third)).location).toBe('/admin/operations');
      expect(browser.cookiesLike(h.url, 'vestibule_oidc_')).toEqual([]);
    });

    it('are five at most: another one takes the place of the oldest, and of those that are over', async () => {
      const who = person({ groups: ['crew'] });
      const browser = new Browser();
      const tabs: string[] = [];
      for (let tab = 0; tab < 7; tab += 1) {
        tabs.push((await begin(who, { browser: browser.tabAt(h.url), next: `/templates?tab=${tab}` })).callback);
        h.clock.forward(1_000);
      }
      expect(browser.cookiesLike(h.url, 'vestibule_oidc_')).toHaveLength(5);
      expect(problemIn((await comeBack(browser, places(), tabs[1] ?? '')).location)).toBe('oidc.other_sign_in');
      expect((await comeBack(browser, places(), tabs[2] ?? '')).location).toBe('/admin/templates?tab=2');
      h.clock.forward(11 * MINUTE);
      await begin(who, { browser });
      expect(browser.cookiesLike(h.url, 'vestibule_oidc_')).toHaveLength(1);
    });

    it('stay within what a header has room for, however long the pages\' addresses are', async () => {
      const browser = new Browser();
      for (let tab = 0; tab < 6; tab += 1) await begin(person(), { browser, next: `/templates?q=${'x'.repeat(1_900)}` });
      const held = browser.cookiesLike(h.url, 'vestibule_oidc_').map((name) => browser.cookie(h.url, name) ?? '');
      expect(held.length).toBeGreaterThanOrEqual(2);
      expect(held.join('').length).toBeLessThanOrEqual(8_000);
    });
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', '/..//evil.example', '/../../v1/session', '/sign-in?next=/', 'javascript:alert(1)', '/ok\r\nset-cookie: a=b'])('goes on to no address but our own pages: %j', async (next) => {
    const { location, setCookie } = await signIn(person({ groups: ['crew'] }), { next });
    expect(location).toBe('/admin/');
    expect(setCookie.some((line) => line.startsWith('a='))).toBe(false);
  });

  it('asks with code, PKCE S256, state and nonce, and keeps them from scripts, other sites and eyes', async () => {
    const answer = await new Browser().ask(`${h.url}/v1/session/oidc/start?key=${row.key}`);
    const { searchParams } = new URL(answer.location);
    expect(Object.fromEntries(searchParams)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', client_id: idp.clientId, redirect_uri: `${PUBLIC_URL}/v1/session/oidc/callback`, scope: 'openid email profile groups' });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(searchParams.get(name)).toMatch(/^[\w-]{43}$/);
    const [cookie = ''] = answer.setCookie;
    expect(cookie).toMatch(/^vestibule_oidc_[\w-]{16}=k1\.[\w.-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    expect(cookie).not.toContain(searchParams.get('state'));
  });

  it('leads back to the sign-in page when nobody is there: an unknown key, one switched off, an issuer that does not answer', async () => {
    const start = async (key: string) => problemIn((await new Browser().ask(`${h.url}/v1/session/oidc/start?key=${key}`)).location);
    expect(await start('nobody')).toBe('oidc.not_configured');
    const gone = await createIdentityProvider(h.provider.ctx, { ...settings(), name: 'Gone', issuer: 'http://127.0.0.1:9', enabled: true });
    expect(await start(gone.key)).toBe('oidc.unreachable');
    await updateIdentityProvider(h.provider.ctx, gone.id, { enabled: false });
    expect(await start(gone.key)).toBe('oidc.not_configured');
    const wrong = await updateIdentityProvider(h.provider.ctx, row.id, { clientSecret: 'not the secret' });
    expect(problemIn((await signIn(person({ groups: ['crew'] }), { key: wrong.key })).location)).toBe('oidc.misconfigured');
    await updateIdentityProvider(h.provider.ctx, row.id, { clientSecret: idp.clientSecret });
  });

  it('logs every refusal without codes, tokens, states or secrets', async () => {
    const { callback } = await signIn(person({ groups: ['others'] }));
    const { searchParams } = new URL(callback);
    const log = lines.join('\n');
    expect(log).toContain('refused by us');
    for (const secret of [searchParams.get('code'), searchParams.get('state'), idp.clientSecret]) expect(log).not.toContain(secret ?? 'none');
    expect(log).not.toMatch(/eyJ[\w-]{20}/);
  });
});
