import { ProblemError, problemFrom } from './problem.ts';

/** Id and secret of an API client; `scope` asks for fewer scopes than it has. Or an API key, or a token somebody else fetched. */
export type Credentials = { clientId: string; clientSecret: string; scope?: string } | { token: string };

export type Fetch = (request: Request) => Promise<Response>;

/** Renewed this long before it ends, so that no call leaves with a token that ends on the way. */
const EARLY_MS = 60_000;

/** Where the token of the next call comes from. */
export type AccessTokens = {
  /** @throws ProblemError when the credentials are refused */
  current(): Promise<string>;
  /** This one was refused. @returns is there a chance that another is not? */
  drop(token: string): boolean;
};

/** Fetches a token by client credentials (RFC 6749, section 4.4) and keeps it until shortly before it ends; callers at one time share one request. */
export function accessTokens(baseUrl: string, credentials: Credentials, fetch: Fetch): AccessTokens {
  if ('token' in credentials) return { current: async () => credentials.token, drop: () => false };
  let held: { token: string; until: number } | null = null;
  let asking: Promise<string> | null = null;

  const ask = async (): Promise<string> => {
    const answer = await fetch(tokenRequest(baseUrl, credentials));
    if (!answer.ok) throw new ProblemError(await refusedToken(answer));
    const { access_token: token, expires_in: seconds } = (await answer.json()) as { access_token: string; expires_in: number };
    held = { token, until: Date.now() + seconds * 1000 - EARLY_MS };
    return token;
  };
  return {
    current: () => {
      if (held && held.until > Date.now()) return Promise.resolve(held.token);
      asking ??= ask().finally(() => (asking = null));
      return asking;
    },
    drop: (token) => {
      if (held?.token === token) held = null;
      return true;
    },
  };
}

function tokenRequest(baseUrl: string, { clientId, clientSecret, scope }: Extract<Credentials, { clientId: string }>): Request {
  // RFC 6749, section 2.3.1: id and secret are form-encoded before they are joined.
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) });
  return new Request(new URL('/oauth/token', baseUrl), { method: 'POST', headers: { authorization: `Basic ${btoa(pair)}` }, body });
}

/** The token endpoint refuses in the form of OAuth; its `error` becomes the code. */
async function refusedToken(answer: Response): Promise<ConstructorParameters<typeof ProblemError>[0]> {
  const { error, error_description: detail, ...problem } = (await problemFrom(answer)) as Awaited<ReturnType<typeof problemFrom>> & { error?: string; error_description?: string };
  return error ? { ...problem, code: `oauth.${error}`, title: detail ?? error } : problem;
}
