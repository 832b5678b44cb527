import { createProgramClient, dataOf, itemsOf, type components, type Page } from '@vestibule/api-client/program';
import type { Command } from 'commander';
import { readCredentials } from './credentials.ts';
import { exitCodes, Refusal } from './exit-codes.ts';
import { openTerminal, type Surroundings, type Terminal } from './terminal.ts';

export type Schemas = components['schemas'];
export type ProgramClient = ReturnType<typeof createProgramClient>;
/** What every command works with. */
export type Session = { terminal: Terminal; client: ProgramClient; url: string };

export const clientFor = ({ url, credentials }: ReturnType<typeof readCredentials>): ProgramClient => createProgramClient({ baseUrl: url, credentials, userAgent: 'vestibule-cli/1.0.0' });

export const terminalOf = (command: Command, surroundings: Surroundings): Terminal => openTerminal(surroundings, { json: command.optsWithGlobals<{ json?: boolean }>().json === true });

/** @throws Refusal signed out */
export function sessionOf(command: Command, surroundings: Surroundings): Session {
  const signedIn = readCredentials(surroundings.env);
  return { terminal: terminalOf(command, surroundings), client: clientFor(signedIn), url: signedIn.url };
}

/** The first so many of a list, all of them for null. */
export async function upTo<Item>(limit: number | null, read: (cursor: string | undefined, limit: number) => Promise<Page<Item>>): Promise<Item[]> {
  const found: Item[] = [];
  const size = Math.min(limit ?? 500, 500);
  for await (const item of itemsOf((cursor) => read(cursor, size))) {
    found.push(item);
    if (limit !== null && found.length >= limit) break;
  }
  return found;
}

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** A user by id, BroadWorks user id or e-mail address. @throws Refusal when there is none, or more than one */
export async function findSubscriber({ client }: Session, named: string): Promise<Schemas['Subscriber']> {
  if (isUuid(named)) return dataOf(client.GET('/v1/subscribers/{subscriberId}', { params: { path: { subscriberId: named } } }));
  const { items } = await dataOf(client.GET('/v1/subscribers', { params: { query: { q: named, limit: 50 } } }));
  const fitting = items.filter(({ userId, email }) => [userId, email].some((text) => text?.toLowerCase() === named.toLowerCase()));
  return theOne(fitting, `user is called ${named}`);
}

/** A template by id or name. @throws Refusal when there is none, or more than one */
export async function findTemplate({ client }: Session, named: string): Promise<Schemas['Template']> {
  const read = (templateId: string) => dataOf(client.GET('/v1/templates/{templateId}', { params: { path: { templateId } } }));
  if (isUuid(named)) return read(named);
  const { items } = await dataOf(client.GET('/v1/templates', { params: { query: { q: named, limit: 50 } } }));
  return read(theOne(items.filter(({ name }) => name.toLowerCase() === named.toLowerCase()), `template is called ${named}`).id);
}

function theOne<Item>(items: readonly Item[], what: string): Item {
  const [first] = items;
  if (!first) throw new Refusal(`No ${what}.`, exitCodes.notFound);
  if (items.length > 1) throw new Refusal(`More than one ${what}; say the id.`, exitCodes.conflict);
  return first;
}
