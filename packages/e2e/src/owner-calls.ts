import { keyed } from './people.ts';
import type { Demo } from './product.ts';

/** A call of the API: GET without a body, POST with one. */
export type Call = <Body>(path: string, body?: object) => Promise<Body>;

/** Calls of the demo's owner, as the console makes them. */
export async function ownerCalls(demo: Demo): Promise<Call> {
  const origin = new URL(demo.apiUrl).origin;
  const json = { origin, 'content-type': 'application/json' };
  const session = await fetch(`${origin}/v1/session`, { method: 'POST', headers: json, body: JSON.stringify(demo.admin) });
  const cookie = session.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  return async (path, body) => {
    const answer = await fetch(origin + path, { method: body ? 'POST' : 'GET', headers: { ...json, ...(body && keyed()), cookie }, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
}
