import type { Demo } from '../product.ts';

type Call = <Body>(path: string, body?: object) => Promise<Body>;

/** Somebody whose invitation is looked at. */
export const invited = { name: 'Amélie Rousseau', email: 'amelie.rousseau@northwind.example', role: 'admin', templateIds: null };

/** What the demo lacks and lists are dull without: people who were invited, and operations that have run. */
export async function prepare(demo: Demo): Promise<void> {
  const call = await signedIn(demo);
  const { items } = await call<{ items: { id: string }[] }>('/v1/templates?limit=1');
  const people = [
    invited,
    { name: 'Karl Berg', email: 'karl.berg@northwind.example', role: 'operator', templateIds: items.map(({ id }) => id) },
    { name: 'Help desk', email: 'help@northwind.example', role: 'help_desk', templateIds: null },
  ];
  for (const person of people) await call('/v1/admins', person);
  await call('/v1/bulk-operations', { action: 'change_package', package: 'premium', target: { filter: { status: 'error' } } });
  await call('/v1/bulk-operations', { action: 'resend', target: { filter: { status: 'pending_email_validation' } } });
}

/** Calls of the demo's owner, as the console makes them. */
async function signedIn(demo: Demo): Promise<Call> {
  const origin = new URL(demo.apiUrl).origin;
  const json = { origin, 'content-type': 'application/json' };
  const session = await fetch(`${origin}/v1/session`, { method: 'POST', headers: json, body: JSON.stringify(demo.admin) });
  const cookie = session.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  return async (path, body) => {
    const answer = await fetch(origin + path, { method: body ? 'POST' : 'GET', headers: { ...json, cookie }, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
}
