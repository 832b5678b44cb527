import { scopes } from '../src/access.ts';
import { createAdmin } from '../src/admins/create-admin.ts';
import { type CallerKind, exampleValues } from '../src/http/examples.ts';
import { createTestProvider, type TestProvider, unique } from './factories.ts';
import { type Harness, PUBLIC_URL } from './harness.ts';

/** What a request is sent with besides its content. */
export type Caller = Record<string, string>;
/** The real counterpart of what examples/values.yaml names; some are only there once a given made them. */
export type Real = Record<string, string>;
export type Template = TestProvider['template'];

export type World = {
  h: Harness;
  provider: TestProvider;
  template: Template;
  otherTemplate: Template;
  real: Real;
  callers: Record<Exclude<CallerKind, 'user'>, Caller>;
  /** Asks as somebody, and expects to succeed. @returns the body */
  ask: (caller: Caller, method: string, path: string, body?: unknown) => Promise<Record<string, string>>;
  /** Something to close when all is done. */
  leave: (close: () => Promise<unknown>) => void;
  close: () => Promise<void>;
  /** Signs an admin in. @param email of the owner of the console when absent */
  signIn: (email?: string, password?: string) => Promise<Caller>;
};

export const PASSWORD = 'seven lanterns over the harbour';
export const publishedId = (id: string, kind = 'SUBSCRIBER'): string => Buffer.from(`ciscospark://us/${kind}/${id}`).toString('base64').replace(/=+$/, '');
export const basic = (name: string, password: string): string => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
export const cookieOf = (answer: Response): string => answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');

/** The provider of the examples, with one of everything that is there before anything happens. */
export async function startExampleWorld(h: Harness): Promise<World> {
  const provider = await createTestProvider({ system: h.system, url: h.url, world: h, name: 'Northwind Telecom' });
  const template = await provider.newTemplate({ name: 'Business customers', adapterAccount: 'bw-provisioning', look: { brandName: 'Northwind Telecom' } });
  const otherTemplate = await provider.newTemplate({ name: 'Managed accounts', adapterAccount: 'bw-managed' });
  const closing: (() => Promise<unknown>)[] = [];
  const visitor = { origin: PUBLIC_URL };
  const ask: World['ask'] = async (caller, method, path, body) => {
    const answer = await fetch(h.url + path, { method, headers: { ...caller, 'idempotency-key': crypto.randomUUID(), ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    const text = await answer.text();
    return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
  };
  const signIn: World['signIn'] = async (email, password = PASSWORD) => {
    const who = email ?? (await newOwner());
    const answer = await fetch(`${h.url}/v1/session`, { method: 'POST', headers: { ...visitor, 'content-type': 'application/json' }, body: JSON.stringify({ email: who, password }) });
    if (answer.status !== 200) throw new Error(`signing in answered ${answer.status}`);
    return { ...visitor, cookie: cookieOf(answer) };
  };
  const newOwner = async () => {
    const email = `${unique('owner')}@northwind.example`;
    await createAdmin(provider.ctx, { email, name: 'Nora Northwind', role: 'owner', password: PASSWORD });
    return email;
  };
  const admin = await signIn();
  const client = await ask(admin, 'POST', '/v1/api-clients', { name: 'OSS', scopes: [...scopes] });
  const clientAccount = { authorization: basic(client['id'] ?? '', client['clientSecret'] ?? '') };
  const scim = await ask(admin, 'POST', `/v1/templates/${template.id}/scim/token`, { spEnterpriseId: 'Northwind+acme' });
  const token = (await (await fetch(`${h.url}/oauth/token`, { method: 'POST', headers: clientAccount, body: new URLSearchParams({ grant_type: 'client_credentials' }) })).json()) as { access_token: string };
  return {
    h, provider, template, otherTemplate, ask, signIn,
    leave: (close) => void closing.push(close),
    close: async () => void (await Promise.all(closing.map((close) => close()))),
    real: { ...valuesOfTemplate(provider, template), otherTemplateId: otherTemplate.id, clusterId: provider.cluster.id, connectorId: provider.connector.id, publicUrl: PUBLIC_URL, xsiUrl: h.broadworks.url, cloudUrl: h.webex.apiUrl, cloudToken: h.webex.accessToken, password: PASSWORD },
    callers: { admin, visitor, program: { authorization: `Bearer ${token.access_token}` }, 'identity-system': { authorization: `Bearer ${scim['bearerToken']}` }, client: clientAccount, adapter: { authorization: basic(template.adapterAccount, template.adapterPassword) } },
  };
}

export const valuesOfTemplate = (provider: TestProvider, { id, shareKey, adapterKey }: Template): Real => ({
  templateId: id,
  shareKey,
  templateKey: adapterKey,
  provisioningId: Buffer.from(`${provider.id}:${id}`).toString('base64'),
});

const documented = exampleValues();

/** Puts the real things where an example names those of the made-up provider. Names without a counterpart stay as they are. */
export const toReal = <T>(value: T, real: Real): T => replaced(value, pairsOf(real).map(([name, text]) => [documented[name] ?? '', text]));

/** The other way round, for writing down what was answered. */
export const toDocumented = <T>(value: T, real: Real): T => replaced(value, pairsOf(real).map(([name, text]) => [text, documented[name] ?? '']));

function pairsOf(real: Real): [string, string][] {
  const unknown = Object.keys(real).find((name) => documented[name] === undefined);
  if (unknown) throw new Error(`say in examples/values.yaml what ${unknown} is called`);
  const empty = Object.keys(real).find((name) => !real[name]);
  if (empty) throw new Error(`nothing was made that ${empty} could stand for`);
  return Object.entries(real);
}

/** One pass over the text, the longest first, so that nothing is replaced twice. */
function replaced<T>(value: T, pairs: [string, string][]): T {
  if (value === undefined || pairs.length === 0) return value;
  const to = new Map(pairs);
  const pattern = new RegExp([...to.keys()].sort((a, b) => b.length - a.length).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  const inside = (part: unknown): unknown => {
    if (typeof part === 'string') return part.replace(pattern, (text) => to.get(text) ?? text);
    if (Array.isArray(part)) return part.map(inside);
    if (typeof part === 'object' && part !== null) return Object.fromEntries(Object.entries(part).map(([key, held]) => [key, inside(held)]));
    return part;
  };
  return inside(value) as T;
}
