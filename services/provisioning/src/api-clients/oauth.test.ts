import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, generateSecret, jwtVerify, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import * as oauth from 'openid-client';
import supertest from 'supertest';
import { unique } from '../../test/factories.ts';
import { type Agent, type Harness, PUBLIC_URL, startHarness } from '../../test/harness.ts';
import { expectProblem } from '../../test/journeys.ts';
import { environment, run } from '../../test/programs.ts';
import { signToken } from '../signing-keys/access-token.ts';
import { rotateKeys } from '../signing-keys/rotate-keys.ts';
import { forgetSpentIds } from './forget-spent-ids.ts';

type Client = { id: string; clientSecret: string; version: number };
type Pair = { publicKey: KeyObject; privateKey: KeyObject };
const ecPair = (): Pair => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsaPair = (): Pair => generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: KeyObject) => String(key.export({ type: 'spki', format: 'pem' }));
const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

describe('OAuth for programs', () => {
  let h: Harness;
  let owner: Agent;
  beforeAll(async () => {
    h = await startHarness({ worker: false });
    owner = await h.asOwner();
  }, 60_000);
  afterAll(() => h?.close());

  const create = async (more: object = {}, as = owner): Promise<Client> => (await as.post('/v1/api-clients').send({ name: unique('Program '), scopes: ['templates:read', 'subscribers:read'], ...more }).expect(201)).body;
  const register = (client: Client, publicKey: string) => owner.post(`/v1/api-clients/${client.id}/keys`).send({ publicKey });
  const form = (path: string, fields: object) => supertest(h.url).post(path).type('form').send(fields);
  const tokenOf = async (client: Client): Promise<string> => (await form('/oauth/token', { grant_type: 'client_credentials', client_id: client.id, client_secret: client.clientSecret }).expect(200)).body.access_token;
  const templatesWith = (token: string) => supertest(h.url).get('/v1/templates').set('authorization', `Bearer ${token}`);

  /** What a program does that knows our address and nothing else. */
  const discovered = (client: Client, auth: oauth.ClientAuth) =>
    oauth.discovery(new URL(PUBLIC_URL), client.id, undefined, auth, {
      algorithm: 'oauth2',
      execute: [oauth.allowInsecureRequests],
      [oauth.customFetch]: (url, init) => fetch(url.replace(PUBLIC_URL, h.url), init as RequestInit),
    });

  it.each([
    ['client_secret_basic', (client: Client) => oauth.ClientSecretBasic(client.clientSecret)],
    ['client_secret_post', (client: Client) => oauth.ClientSecretPost(client.clientSecret)],
  ])('%s: a public library finds its way by discovery, gets a token, uses and revokes it', async (_way, auth) => {
    const client = await create();
    const config = await discovered(client, auth(client));
    const granted = await oauth.clientCredentialsGrant(config, { scope: 'templates:read' });
    expect(granted).toMatchObject({ token_type: 'bearer', scope: 'templates:read', expires_in: 900 });
    await templatesWith(granted.access_token).expect(200);
    await oauth.tokenRevocation(config, granted.access_token);
    expectProblem(await templatesWith(granted.access_token), 401, 'access.signed_out');
    await oauth.tokenRevocation(config, granted.access_token);
  });

  it.each([['EC', ecPair, 'ES256'], ['RSA', rsaPair, 'PS256'], ['Ed25519', () => generateKeyPairSync('ed25519') as Pair, 'Ed25519']] as const)('private_key_jwt with %s: the same, and no secret travels', async (_kind, pair, alg) => {
    const client = await create();
    const { publicKey, privateKey } = pair();
    await register(client, pem(publicKey)).expect(200);
    const algorithm = { ES256: { name: 'ECDSA', namedCurve: 'P-256' }, PS256: { name: 'RSA-PSS', hash: 'SHA-256' }, Ed25519: { name: 'Ed25519' } }[alg];
    const key = await crypto.subtle.importKey('pkcs8', privateKey.export({ type: 'pkcs8', format: 'der' }), algorithm, false, ['sign']);
    const config = await discovered(client, oauth.PrivateKeyJwt(key));
    await templatesWith((await oauth.clientCredentialsGrant(config)).access_token).expect(200);
  });

  describe('an access token', () => {
    it('is an at+jwt that anybody can check with the published keys, and says no more than RFC 9068 asks for and whose it is', async () => {
      const client = await create();
      const token = await tokenOf(client);
      const keys = createLocalJWKSet((await supertest(h.url).get('/oauth/jwks').expect(200)).body);
      const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: PUBLIC_URL, audience: PUBLIC_URL, typ: 'at+jwt' });
      expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
      expect(payload).toEqual({ iss: PUBLIC_URL, aud: PUBLIC_URL, sub: client.id, client_id: client.id, scope: 'templates:read subscribers:read', jti: expect.any(String), iat: expect.any(Number), exp: (payload.iat ?? 0) + 900, provider_id: h.provider.id, generation: 1 });
      expect(JSON.stringify((await h.pool.query('select * from signing_keys')).rows)).not.toContain('PRIVATE KEY');
    });

    it('ends when it says, with its client, with its client\'s expiry, and never gives more than the client has', async () => {
      const client = await create();
      const token = await tokenOf(client);
      await templatesWith(token).expect(200);
      await h.pool.query(`update api_clients set scopes = '{events:read}' where id = $1`, [client.id]);
      await templatesWith(token).expect(401);
      await h.pool.query(`update api_clients set scopes = '{templates:read,subscribers:read}', expires_at = now() - interval '1 second' where id = $1`, [client.id]);
      await templatesWith(token).expect(401);
      await h.pool.query(`update api_clients set expires_at = null where id = $1`, [client.id]);
      await templatesWith(token).expect(200);
      await owner.delete(`/v1/api-clients/${client.id}`).expect(204);
      expectProblem(await templatesWith(token), 401, 'access.signed_out');
    });

    it('is refused when anything about it is not ours', async () => {
      const client = await create();
      const own = { id: unique('jti'), clientId: client.id, providerId: h.provider.id, generation: 1, scopes: ['templates:read'], expiresAt: new Date(h.clock.now().getTime() + 60_000) };
      const ctx = h.system(h.provider.id);
      await templatesWith(await signToken(ctx, own)).expect(200);
      const { payload } = await jwtVerify(await signToken(ctx, own), createLocalJWKSet((await supertest(h.url).get('/oauth/jwks')).body));
      const { kid = '' } = decodeProtectedHeader(await signToken(ctx, own));
      const published = (await supertest(h.url).get('/oauth/jwks')).body.keys[0];
      const header = { alg: 'ES256', typ: 'at+jwt', kid };
      const elsewhere = { ...ctx, config: { ...ctx.config, publicUrl: 'https://other.example' } };
      const signature = (await signToken(ctx, own)).split('.')[2];
      const wrong: Record<string, string> = {
        'of a foreign provider': await signToken(ctx, { ...own, providerId: h.stranger.id }),
        'for another service, by another issuer': await signToken(elsewhere, own),
        'that has expired': await signToken(ctx, { ...own, expiresAt: new Date(h.clock.now().getTime() - 1_000) }),
        'of another generation': await signToken(ctx, { ...own, generation: 2 }),
        'of no client': await signToken(ctx, { ...own, clientId: '01890000-0000-7000-8000-000000000000' }),
        'with more than the client has': await signToken(ctx, { ...own, scopes: ['admin'] }),
        'signed with another key under our kid': await new SignJWT(payload).setProtectedHeader(header).sign(ecPair().privateKey),
        'signed with an unknown key': await new SignJWT(payload).setProtectedHeader({ ...header, kid: 'unknown' }).sign(ecPair().privateKey),
        'signed with a key whose name cannot be stored': await new SignJWT(payload).setProtectedHeader({ ...header, kid: '\0' }).sign(ecPair().privateKey),
        'with alg none': new UnsecuredJWT(payload).encode(),
        'with alg none and our signature': `${Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url')}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${signature}`,
        'with our public key as an HMAC secret': await new SignJWT(payload).setProtectedHeader({ ...header, alg: 'HS256' }).sign(new TextEncoder().encode(JSON.stringify(published))),
        'with a random HMAC secret': await new SignJWT(payload).setProtectedHeader({ ...header, alg: 'HS256' }).sign(await generateSecret('HS256')),
        'with a key of its own in the header': await new SignJWT(payload).setProtectedHeader({ ...header, jwk: published }).sign(ecPair().privateKey),
        'altered': (await signToken(ctx, own)).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ ...payload, scope: 'admin' })).toString('base64url')}.`),
      };
      for (const [what, token] of Object.entries(wrong)) expect([what, (await templatesWith(token)).status]).toEqual([what, 401]);
    });

    it('is still good after the key was replaced, for as long as it lives; then the old key goes', async () => {
      const client = await create();
      const before = await tokenOf(client);
      await rotateKeys(h.services, { atOnce: true });
      const after = await tokenOf(client);
      expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
      await templatesWith(before).expect(200);
      await templatesWith(after).expect(200);
      const kids = async () => (await supertest(h.url).get('/oauth/jwks')).body.keys.map(({ kid }: { kid: string }) => kid);
      expect(await kids()).toEqual(expect.arrayContaining([decodeProtectedHeader(before).kid, decodeProtectedHeader(after).kid]));
      h.clock.forward(3_601_000);
      await rotateKeys(h.services);
      expect(await kids()).toEqual([decodeProtectedHeader(after).kid]);
      await templatesWith(before).expect(401);
      // A month later another one is published, and signs an hour after that.
      h.clock.forward(30 * 86_400_000);
      await Promise.all([rotateKeys(h.services), rotateKeys(h.services)]);
      expect(await kids()).toHaveLength(2);
      const present = await tokenOf(client);
      h.clock.forward(3_601_000);
      const next = await tokenOf(client);
      expect([decodeProtectedHeader(present).kid === decodeProtectedHeader(after).kid, decodeProtectedHeader(next).kid === decodeProtectedHeader(after).kid]).toEqual([true, false]);
      owner = await h.asOwner();
    });

    it('is checked by a gateway that knows our address only, before and after the key was replaced', async () => {
      const { jwks_uri: uri } = (await supertest(h.url).get('/.well-known/oauth-authorization-server').expect(200)).body;
      const keys = createRemoteJWKSet(new URL(uri.replace(PUBLIC_URL, h.url)), { cooldownDuration: 0 });
      const check = async (token: string) => (await jwtVerify(token, keys, { issuer: PUBLIC_URL, audience: PUBLIC_URL, typ: 'at+jwt', currentDate: h.clock.now() })).protectedHeader.kid;
      const client = await create();
      const before = await tokenOf(client);
      const kid = await check(before);
      await rotateKeys(h.services, { atOnce: true });
      expect(await check(await tokenOf(client))).not.toBe(kid);
      expect(await check(before)).toBe(kid);
      const answer = await supertest(h.url).get('/oauth/jwks').expect(200);
      expect(answer.headers).toMatchObject({ 'cache-control': 'public, max-age=300', 'content-type': expect.stringContaining('application/jwk-set+json') });
      expect(Object.keys(answer.body.keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    });

    it('ends with all others of its provider, or of all providers, by a word of whoever runs the server', async () => {
      const settings = environment(h.services.config.databaseUrl, { MASTER_KEY: h.services.config.masterKey.toString('base64') });
      const client = await create();
      const token = await tokenOf(client);
      const theirs = await h.stranger.asClient(['templates:read']);
      expect(run('end-tokens', settings)).toMatchObject({ status: 1, stderr: expect.stringContaining('usage:') });
      expect(run('end-tokens', settings, ['--provider', 'Nobody'])).toMatchObject({ status: 1, stderr: expect.stringContaining('no provider') });
      expect(run('end-tokens', settings, ['--provider', 'Ours'])).toMatchObject({ status: 0, stdout: expect.stringContaining('No access token of Ours') });
      await templatesWith(token).expect(401);
      await theirs.get('/v1/templates').expect(200);
      const { rows } = await h.pool.query(`select data from events where type = 'api_client.tokens_ended'`);
      expect(rows).toEqual([{ data: { clients: expect.any(Number) } }]);
      const next = await tokenOf(client);
      expect(run('rotate-signing-key', settings)).toMatchObject({ status: 0 });
      await templatesWith(next).expect(200);
      expect(run('rotate-signing-key', settings, ['--compromised'])).toMatchObject({ status: 0 });
      await templatesWith(next).expect(401);
      await theirs.get('/v1/templates').expect(401);
      expect((await supertest(h.url).get('/oauth/jwks')).body.keys).toHaveLength(1);
      await templatesWith(await tokenOf(client)).expect(200);
    }, 120_000);

    it('tells who comes without one where tokens are to be had, on both surfaces', async () => {
      const metadata = `Bearer realm="vestibule", resource_metadata="${PUBLIC_URL}/.well-known/oauth-protected-resource"`;
      for (const path of ['/v1/templates', '/v1/broadworks/subscribers']) {
        expect((await supertest(h.url).get(path).expect(401)).headers['www-authenticate']).toBe(metadata);
        expect((await supertest(h.url).get(path).set('authorization', 'Bearer nonsense').expect(401)).headers['www-authenticate']).toBe(`${metadata}, error="invalid_token"`);
      }
      const { body: resource } = await supertest(h.url).get('/.well-known/oauth-protected-resource').expect(200);
      expect(resource).toMatchObject({ resource: PUBLIC_URL, authorization_servers: [PUBLIC_URL], bearer_methods_supported: ['header'] });
    });

    it('is revoked by its own client only', async () => {
      const [client, other] = [await create(), await create()];
      const token = await tokenOf(client);
      const revoke = (as: Client, secret = as.clientSecret) => form('/oauth/revoke', { token, client_id: as.id, client_secret: secret });
      expect((await revoke(other).expect(400)).body.error).toBe('invalid_request');
      expect((await revoke(client, 'wrong').expect(401)).body.error).toBe('invalid_client');
      await templatesWith(token).expect(200);
      await Promise.all([revoke(client).expect(200), revoke(client).expect(200)]);
      await templatesWith(token).expect(401);
      await form('/oauth/revoke', { token: 'no token', client_id: client.id, client_secret: client.clientSecret }).expect(200);
      const { rows } = await h.pool.query(`select type from events where data->>'apiClientId' = $1 and type = 'api_client.token_revoked'`, [client.id]);
      expect(rows).toHaveLength(1);
      await templatesWith(await tokenOf(client)).expect(200);
    });
  });

  describe('an assertion', () => {
    let client: Client;
    let pair: Pair;
    beforeAll(async () => {
      client = await create();
      pair = ecPair();
      await register(client, pem(pair.publicKey)).expect(200);
    });
    const now = () => Math.floor(h.clock.now().getTime() / 1000);
    const claims = (more: JWTPayload = {}): JWTPayload => ({ iss: client.id, sub: client.id, aud: PUBLIC_URL, jti: unique('jti'), iat: now(), exp: now() + 60, ...more });
    const signed = (payload: JWTPayload, key: KeyObject | Uint8Array = pair.privateKey, alg = 'ES256') => new SignJWT(payload).setProtectedHeader({ alg }).sign(key);
    const ask = (assertion: string, more: object = {}) => form('/oauth/token', { grant_type: 'client_credentials', client_assertion_type: TYPE, client_assertion: assertion, ...more });

    it('works once, and of twenty at the same moment one', async () => {
      const assertion = await signed(claims());
      await ask(assertion).expect(200);
      expect((await ask(assertion).expect(401)).body.error).toBe('invalid_client');
      const raced = await signed(claims({ aud: `${PUBLIC_URL}/oauth/token` }));
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(raced)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('is refused when it is not the client\'s, not for us, too old, too long, nameless, or not signed with its key', async () => {
      h.clock.forward(61_000);
      const { jti: _, ...nameless } = claims();
      const { exp: __, ...endless } = claims();
      const other = await create();
      const wrong: Record<string, string> = {
        'for another service': await signed(claims({ aud: 'https://other.example/oauth/token' })),
        'for several services': await signed(claims({ aud: [PUBLIC_URL, 'https://other.example'] })),
        'that has expired': await signed(claims({ exp: now() - 60 })),
        'for an hour': await signed(claims({ exp: now() + 3600 })),
        'without an end': await signed(endless),
        'without a name of its own': await signed(nameless),
        'issued by another': await signed(claims({ iss: other.id })),
        'about a client without keys': await signed(claims({ iss: other.id, sub: other.id })),
        'with another key': await signed(claims(), ecPair().privateKey),
        'with another sort of key': await signed(claims(), rsaPair().privateKey, 'RS256'),
        'with our public key as an HMAC secret': await signed(claims(), new TextEncoder().encode(pem(pair.publicKey)), 'HS256'),
        'unsigned': new UnsecuredJWT(claims()).encode(),
        'about what is no text': new UnsecuredJWT(claims({ sub: { toString: 1, valueOf: 1 } as unknown as string })).encode(),
        'whose own name is null': await signed(claims({ jti: null as unknown as string })),
        'whose own name is no text': await signed(claims({ jti: { length: 1 } as unknown as string })),
        'not a JWT': 'nonsense',
      };
      for (const [what, assertion] of Object.entries(wrong)) expect([what, (await ask(assertion)).status]).toEqual([what, 401]);
      expect((await ask(await signed(claims()), { client_id: other.id })).status).toBe(401);
      expect((await ask(await signed(claims()), { client_secret: client.clientSecret }).expect(400)).body.error).toBe('invalid_request');
      expect((await ask(await signed(claims()), { client_assertion_type: 'urn:other' }).expect(400)).body.error).toBe('invalid_request');
      await ask(await signed(claims()), { client_id: client.id }).expect(200);
    });

    it('is remembered for no longer than it could be used', async () => {
      h.clock.forward(3_600_000);
      await forgetSpentIds(h.services);
      expect((await h.pool.query('select 1 from spent_token_ids')).rows).toEqual([]);
      owner = await h.asOwner();
    });

    it('proves nothing any more once its key was removed; another key goes on', async () => {
      const second = ecPair();
      const { body } = await register(client, JSON.stringify(second.publicKey.export({ format: 'jwk' }))).expect(200);
      const [first] = body.keys;
      expect(body.keys).toHaveLength(2);
      await owner.delete(`/v1/api-clients/${client.id}/keys/${first.id}`).set('if-match', `"${body.version}"`).expect(204);
      await ask(await signed(claims())).expect(401);
      await ask(await signed(claims(), second.privateKey)).expect(200);
      expectProblem(await owner.delete(`/v1/api-clients/${client.id}/keys/${first.id}`), 404, 'api_client.key_not_found');
      expectProblem(await register(client, String(second.privateKey.export({ type: 'pkcs8', format: 'pem' }))), 400, 'request.invalid');
      for (let count = 0; count < 4; count++) await register(client, pem(ecPair().publicKey)).expect(200);
      expectProblem(await register(client, pem(ecPair().publicKey)), 409, 'api_client.too_many_keys');
      await register(client, pem(second.publicKey)).expect(200);
    });

    it('is all a client has that was made with a key; its key is replaced in one, and a secret comes and goes', async () => {
      const [first, second] = [ecPair(), ecPair()];
      const made = await owner.post('/v1/api-clients').send({ name: unique('Signer '), scopes: ['templates:read'], publicKey: pem(first.publicKey) }).expect(201);
      expect(made.body).toMatchObject({ clientSecret: null, hasSecret: false, keys: [{ kind: 'P-256' }] });
      const { id, keys: [{ id: keyId }] } = made.body;
      const about = { iss: id, sub: id };
      await ask(await signed(claims(about), first.privateKey)).expect(200);
      const at = `/v1/api-clients/${id}`;
      expectProblem(await owner.delete(`${at}/keys/${keyId}`), 409, 'api_client.only_way_in');
      const replace = (pair: Pair, replaces: string) => owner.post(`${at}/keys`).send({ publicKey: pem(pair.publicKey), replaces });
      expectProblem(await replace(second, 'unknown'), 404, 'api_client.key_not_found');
      const replaced = await replace(second, keyId).expect(200);
      expect(replaced.body.keys).toEqual([expect.objectContaining({ id: expect.not.stringMatching(keyId) })]);
      await ask(await signed(claims(about), first.privateKey)).expect(401);
      await ask(await signed(claims(about), second.privateKey)).expect(200);
      const { body: rotated } = await owner.post(`${at}/rotate-secret`).send({}).expect(200);
      expect(rotated).toMatchObject({ hasSecret: true, previousSecretUntil: null });
      const bySecret = () => form('/oauth/token', { grant_type: 'client_credentials', client_id: id, client_secret: rotated.clientSecret });
      await bySecret().expect(200);
      expectProblem(await owner.delete(`${at}/secret`).set('if-match', '"1"'), 412, 'request.version_outdated');
      await owner.delete(`${at}/secret`).set('if-match', `"${rotated.version}"`).expect(204);
      await bySecret().expect(401);
      expectProblem(await (await h.stranger.asOwner()).delete(`${at}/secret`), 404, 'api_client.not_found');
      expectProblem(await owner.delete(`/v1/api-clients/${(await create()).id}/secret`), 409, 'api_client.only_way_in');
      const { rows } = await h.pool.query(`select type from events where data->>'apiClientId' = $1 order by id`, [id]);
      expect(rows.map(({ type }) => type)).toEqual(['api_client.created', 'api_client.key_removed', 'api_client.key_added', 'api_client.secret_rotated', 'api_client.secret_removed']);
      expectProblem(await owner.post('/v1/api-clients').send({ name: 'x', scopes: ['admin'], publicKey: 'no key' }), 400, 'request.invalid');
    });
  });

  describe('an API key', () => {
    const newKey = async (more: object = {}) => (await owner.post('/v1/api-keys').send({ name: unique('Script '), scopes: ['templates:read'], ...more }).expect(201)).body;

    it('opens by itself what its scopes say, is found by scanners, and is kept as a hash only', async () => {
      const made = await newKey();
      expect(made.key).toMatch(/^vestibule_key_[\w-]{43}$/);
      await templatesWith(made.key).expect(200);
      expectProblem(await supertest(h.url).get('/v1/subscribers').set('authorization', `Bearer ${made.key}`), 403, 'access.forbidden');
      const shown = await owner.get(`/v1/api-keys/${made.id}`).expect(200);
      expect(shown.body).toEqual({ ...made, key: undefined, lastUsedAt: expect.any(String) });
      const stored = await Promise.all(['api_clients', 'access_keys', 'events', 'idempotency_keys'].map((table) => h.pool.query(`select * from ${table}`)));
      expect(stored.map(({ rows }) => JSON.stringify(rows)).join()).not.toContain(made.key);
      await templatesWith(`${made.key.slice(0, -1)}${made.key.endsWith('A') ? 'B' : 'A'}`).expect(401);
      await supertest(h.url).get(`/v1/templates?access_token=${made.key}`).expect(401);
    });

    it('ends when it is revoked, and when it expires', async () => {
      const made = await newKey();
      expectProblem(await owner.delete(`/v1/api-keys/${made.id}`).set('if-match', '"9"'), 412, 'request.version_outdated');
      await owner.delete(`/v1/api-keys/${made.id}`).expect(204);
      await templatesWith(made.key).expect(401);
      expectProblem(await owner.delete(`/v1/api-keys/${made.id}`), 404, 'api_key.not_found');
      const short = await newKey({ expiresAt: new Date(h.clock.now().getTime() + 60_000).toISOString() });
      await templatesWith(short.key).expect(200);
      h.clock.forward(61_000);
      await templatesWith(short.key).expect(401);
    });

    it('is no client: it gets no token, has no secret, and stands in a list of its own', async () => {
      const made = await newKey();
      const client = await create();
      await form('/oauth/token', { grant_type: 'client_credentials', client_id: made.id, client_secret: made.key }).expect(401);
      expectProblem(await owner.post(`/v1/api-clients/${made.id}/rotate-secret`).send({}), 404, 'api_client.not_found');
      expectProblem(await owner.get(`/v1/api-clients/${made.id}`), 404, 'api_client.not_found');
      expectProblem(await owner.delete(`/v1/api-keys/${client.id}`), 404, 'api_key.not_found');
      const ids = async (path: string) => (await owner.get(`${path}?limit=500`).expect(200)).body.items.map(({ id }: { id: string }) => id);
      const [clients, keys] = [await ids('/v1/api-clients'), await ids('/v1/api-keys')];
      expect([clients.includes(client.id), clients.includes(made.id), keys.includes(made.id), keys.includes(client.id)]).toEqual([true, false, true, false]);
    });
  });
});
