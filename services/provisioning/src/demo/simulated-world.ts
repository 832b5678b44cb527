import type { DemoUser } from './demo-users.ts';

/** Addresses of the simulators, and the tokens the simulated cloud platforms accept. */
export type World = { broadworksUrl: string; webexUrl: string; webexAccessToken: string; scimUrl: string; scimAccessToken: string; mailboxUrl: string };

/** Puts people where they sign in; the simulated BroadWorks forgets them at every end. */
export async function addBroadworksUsers(world: World, users: readonly DemoUser[], password: string): Promise<void> {
  const people = users.map((user) => ({
    userId: user.userId,
    password,
    firstName: user.firstName,
    lastName: user.lastName,
    groupId: user.spEnterpriseId.split('+')[1] ?? 'group',
    serviceProvider: 'Northwind',
    isEnterprise: false,
    number: user.primaryPhoneNumber ?? '',
    extension: user.extension ?? '',
  }));
  await post(`${world.broadworksUrl}/_sim/users`, people);
}

export type SimulatedAccount = { ref: string; personId: string | null };

/** Lays accounts down in the simulated cloud platform. @returns them by user id. */
export async function addAccounts(world: World, accounts: readonly Record<string, unknown>[]): Promise<Map<string, SimulatedAccount>> {
  const made = (await post(`${world.webexUrl}/_sim/accounts`, accounts)) as { id: string; personId?: string; userId: string }[];
  return new Map(made.map(({ id, personId, userId }) => [userId, { ref: id, personId: personId ?? null }]));
}

async function post(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json().catch(() => null);
}
