import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';
import { loginPage, readForm } from './login-page.ts';

/** Somebody the identity provider knows; whoever types the subject is signed in as them. */
export type Person = { subject: string; email?: string; emailVerified?: boolean; name?: string; groups?: string[] };

export type IdentityProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Adds somebody, or replaces what is known about them. */
  know(person: Person): void;
  close(): Promise<void>;
};

const scope = 'openid profile email groups';

/**
 * A real OpenID Connect provider on 127.0.0.1 with one client, which may come back to `redirectUris`. For tests only: nobody has
 * a password there.
 */
export async function startIdentityProvider({ redirectUris, port = 0 }: { redirectUris: string[]; port?: number }): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Person>();
  const client = { clientId: 'vestibule', clientSecret: randomBytes(24).toString('base64url') };
  const provider = new Provider(issuer, settings(client, redirectUris, people));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    const handled = request.url?.startsWith('/interaction/') ? interact(provider, people, request, response) : Promise.resolve(answer(request, response));
    handled.catch((error: unknown) => response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error)));
  });
  return {
    issuer,
    ...client,
    know: (person) => void people.set(person.subject, person),
    close: () => new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    }),
  };
}

function settings(client: { clientId: string; clientSecret: string }, redirectUris: string[], people: Map<string, Person>): Configuration {
  return {
    clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: redirectUris, token_endpoint_auth_method: 'client_secret_basic' }],
    jwks: { keys: [{ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    async findAccount(_ctx, subject) {
      const person = people.get(subject);
      return person && { accountId: subject, claims: async () => ({ sub: subject, email: person.email, email_verified: person.emailVerified ?? false, name: person.name, groups: person.groups ?? [] }) };
    },
    // Nobody is asked for consent: the client belongs to the house.
    async loadExistingGrant(ctx) {
      const { client: asking, session, provider } = ctx.oidc;
      if (!asking || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope(scope);
      await grant.save();
      return grant;
    },
  };
}

/** The provider's own sign-in page: shows it, and takes what it sends. */
async function interact(provider: Provider, people: Map<string, Person>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(loginPage(request.url ?? ''));
  const form = await readForm(request);
  const subject = form.get('subject') ?? '';
  if (form.has('cancel')) return provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'The person went back.' });
  if (!people.has(subject)) return void response.writeHead(403, { 'content-type': 'text/html; charset=utf-8' }).end(loginPage(request.url ?? '', 'Nobody is called so here.'));
  return provider.interactionFinished(request, response, { login: { accountId: subject } });
}
