import { randomBytes, randomUUID } from 'node:crypto';
import type { Demo } from './product.ts';

/** Somebody whom BroadWorks knows; every test makes its own. */
export type Person = { userId: string; password: string; firstName: string; lastName: string; groupId: string; email: string };

/** Where one template's users are handed over. */
export type Adapter = { url: string; account: string; password: string };

export type HandOver = { language?: string; package?: string };

/** A few letters and digits that no other test uses. */
export const unique = (): string => randomBytes(4).toString('hex');

/** Adds a user to the simulated BroadWorks; a group of one's own means a customer of one's own. */
export async function newPerson(demo: Demo, chosen: Partial<Person> = {}): Promise<Person> {
  const id = unique();
  const made = { userId: `ana-${id}@northwind.example`, password: `pw-${id}`, firstName: 'Ana', lastName: 'Díaz', groupId: `group-${id}`, email: `ana-${id}@example.com` };
  const person: Person = { ...made, ...chosen };
  const { userId, password, firstName, lastName, groupId } = person;
  const user = { userId, password, firstName, lastName, groupId, serviceProvider: 'Northwind', isEnterprise: false, number: '5550100', extension: '0100' };
  await answered(fetch(`${demo.simulators.broadworksUrl}/_sim/users`, json('POST', user)));
  return person;
}

/** What the BroadWorks application server does when the user's service is switched on; answers our id of the user. */
export async function handOver(adapter: Adapter, person: Person, more: HandOver = {}): Promise<string> {
  const body = { serviceProviderId: 'Northwind', groupId: person.groupId, isEnterprise: false, firstName: person.firstName, lastName: person.lastName, number: '5550100', extension: '0100', ...more };
  const request = json('PUT', body);
  const authorization = `Basic ${Buffer.from(`${adapter.account}:${adapter.password}`).toString('base64')}`;
  const response = await answered(fetch(`${adapter.url}/users/${encodeURIComponent(person.userId)}`, { ...request, headers: { ...request.headers, authorization } }));
  const { subscriberId }: { subscriberId: string } = await response.json();
  return subscriberId;
}

/** Makes the simulated cloud misbehave (services/simulators/README.md). */
export async function scriptCloud(demo: Demo, rule: Record<string, unknown>): Promise<void> {
  await answered(fetch(`${demo.simulators.webexUrl}/_sim/script`, json('POST', rule)));
}

/** Ends all misbehaviour of the simulated cloud. */
export async function clearCloudScript(demo: Demo): Promise<void> {
  await answered(fetch(`${demo.simulators.webexUrl}/_sim/script`, { method: 'DELETE' }));
}

/** The owner of an existing account agrees that it moves, as in the mail of the cloud platform. */
export async function giveConsent(demo: Demo, email: string): Promise<void> {
  await answered(fetch(`${demo.simulators.webexUrl}/_sim/consent`, json('POST', { email, give: true })));
}

/** How many accounts were ever made in the cloud for this user. */
export async function accountsMade(demo: Demo, userId: string): Promise<number> {
  const response = await answered(fetch(`${demo.simulators.webexUrl}/_sim/accounts?userId=${encodeURIComponent(userId)}`));
  const { createdCount }: { createdCount: number } = await response.json();
  return createdCount;
}

/** Makes the simulated mailbox misbehave for one address. */
export async function scriptMailbox(demo: Demo, rule: { fault: string; email: string }): Promise<void> {
  await answered(fetch(`${demo.mailboxUrl}/_sim/script`, json('POST', rule)));
}

/** How often BroadWorks was asked about this user. */
export async function broadworksCalls(demo: Demo, userId: string): Promise<number> {
  const calls: { userId?: string | null }[] = await (await answered(fetch(`${demo.simulators.broadworksUrl}/_sim/calls`))).json();
  return calls.filter((call) => call.userId === userId).length;
}

/** The header that names what a POST does, as our API asks. */
export const keyed = (): { 'idempotency-key': string } => ({ 'idempotency-key': randomUUID() });

export function json(method: string, body: unknown): { method: string; headers: Record<string, string>; body: string } {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export async function answered(call: Promise<Response>): Promise<Response> {
  const response = await call;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return response;
}
