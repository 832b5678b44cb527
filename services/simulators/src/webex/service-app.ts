import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export const ACCESS_TOKEN_PATH = '/v1/access_token';

/** A service app as it was authorized: whoever has these gets access tokens. */
export type ServiceApp = { clientId: string; clientSecret: string; refreshToken: string };
export type ServiceAppTokens = {
  app: ServiceApp;
  accepts(accessToken: string): boolean;
  /** The refresh token that works now: each use replaces it. */
  refreshToken(): string;
  /** How many access tokens were given. */
  granted(): number;
  /** The access tokens given so far stop working. */
  expire(): void;
  /** The app is withdrawn: its refresh token is refused from now on. */
  revoke(): void;
  reset(): void;
};

/** The token endpoint of service apps: a refresh token is good for one access token and one successor. */
export const installServiceApp = (server: FastifyInstance, app: ServiceApp): ServiceAppTokens => {
  let refresh: string | null = app.refreshToken;
  let valid = new Set<string>();
  let granted = 0;
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, async (_request: FastifyRequest, body: string) => Object.fromEntries(new URLSearchParams(body)));
  server.post<{ Body: Record<string, string> }>(ACCESS_TOKEN_PATH, async ({ body }, reply) => {
    if (body['client_id'] !== app.clientId || body['client_secret'] !== app.clientSecret) return reply.code(401).send({ error: 'invalid_client' });
    if (body['grant_type'] !== 'refresh_token' || refresh === null || body['refresh_token'] !== refresh) return reply.code(400).send({ error: 'invalid_grant' });
    const accessToken = randomBytes(16).toString('hex');
    refresh = randomBytes(16).toString('hex');
    granted += 1;
    valid.add(accessToken);
    return { access_token: accessToken, expires_in: 1_209_600, refresh_token: refresh, refresh_token_expires_in: 7_776_000, token_type: 'Bearer' };
  });
  return {
    app,
    accepts: (token) => valid.has(token),
    refreshToken: () => refresh ?? '',
    granted: () => granted,
    expire() {
      valid = new Set();
    },
    revoke() {
      refresh = null;
    },
    reset() {
      refresh = app.refreshToken;
      valid = new Set();
      granted = 0;
    },
  };
};
