import { json } from './people.ts';

type Signing = { apiUrl: string; admin: { email: string; password: string } };
export type SessionCookie = { name: string; value: string; url: string };

/** Sessions of this test file, by admin: most journeys are about what comes after the sign-in, which is slow on purpose. */
const known = new Map<string, Promise<SessionCookie | null>>();

/** A session of this admin, the same for a whole test file; null when the API does not let them in. */
export function sessionCookieOf({ apiUrl, admin }: Signing): Promise<SessionCookie | null> {
  const key = `${apiUrl} ${admin.email} ${admin.password}`;
  const session = known.get(key) ?? signIn(apiUrl, admin);
  known.set(key, session);
  return session;
}

async function signIn(apiUrl: string, { email, password }: Signing['admin']): Promise<SessionCookie | null> {
  const response = await fetch(`${apiUrl}/v1/session`, json('POST', { email, password }));
  const [pair = ''] = (response.headers.getSetCookie()[0] ?? '').split(';');
  const [name = '', value = ''] = pair.split('=');
  return response.ok && value ? { name, value: decodeURIComponent(value), url: new URL(apiUrl).origin } : null;
}
