import { answered, json } from './people.ts';
import type { Demo } from './product.ts';

/** The simulated SCIM service beside the product (services/simulators/README.md). */
export function scimSimulator({ simulators }: Demo) {
  const { origin } = new URL(simulators.scimUrl);
  const call = (path: string, request?: RequestInit): Promise<Response> => answered(fetch(origin + path, request));
  return {
    /** A token that it takes until `endTokens`. */
    async grantToken(): Promise<string> {
      const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'simulated-client', client_secret: 'simulated-client-secret' });
      const { access_token: token }: { access_token: string } = await (await call('/oauth/token', { method: 'POST', body: form })).json();
      return token;
    },
    endTokens: () => call('/_sim/tokens', { method: 'DELETE' }),
    script: (rule: Record<string, unknown>) => call('/_sim/script', json('POST', rule)),
    clearScript: () => call('/_sim/script', { method: 'DELETE' }),
    /** The accounts of one BroadWorks user. */
    async usersOf(userId: string): Promise<Record<string, unknown>[]> {
      const users: Record<string, unknown>[] = await (await call('/_sim/users')).json();
      return users.filter(({ externalId }) => externalId === userId);
    },
  };
}
