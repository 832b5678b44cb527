import { eventually } from './eventually.ts';
import { type Adapter, answered, handOver, json, keyed, newPerson, type Person, unique } from './people.ts';
import type { Demo } from './product.ts';

export type Row = { id: string; userId: string; email: string | null; status: string; reason: string | null; package: string; lastStatusChange: string };
export type MadeTemplate = { id: string; name: string; shareLink: string; adapter: Adapter };

/** A template of one's own with users who have not begun, each a customer of their own. */
export type Crowd = { id: string; people: Person[]; ids: string[] };

/** A program with the demo's API client: arranges what a journey is not about, and looks at what came of it. */
export class Integrator {
  readonly #demo: Demo;
  #token: string | undefined;

  constructor(demo: Demo) {
    this.#demo = demo;
  }

  /** A template of one's own with the settings of the demo's; `chosen` are fields of the request. */
  async createTemplate(chosen: Record<string, unknown> = {}): Promise<MadeTemplate> {
    const [cluster, connector] = await Promise.all(['clusters', 'connectors'].map((list) => this.#first(list)));
    const body = { name: `Journey ${unique()}`, clusterId: cluster, connectorId: connector, defaultPackage: 'standard', untrustedEmails: true, adapterAccount: 'bw-journey', ...chosen };
    const response = await this.#call('/v1/templates', json('POST', body));
    return response.json();
  }

  /** A template with so many users; they are handed over a few at a time, as BroadWorks does when a whole business is switched on. */
  async crowd(count: number): Promise<Crowd> {
    const template = await this.createTemplate();
    const crowd: Crowd = { id: template.id, people: [], ids: [] };
    while (crowd.people.length < count) {
      const people = await Promise.all(Array.from({ length: Math.min(8, count - crowd.people.length) }, () => newPerson(this.#demo)));
      crowd.ids.push(...(await Promise.all(people.map((person) => handOver(template.adapter, person)))));
      crowd.people.push(...people);
    }
    return crowd;
  }

  /** What the API answers at a path. */
  async get<Body>(path: string): Promise<Body> {
    return (await this.#call(path)).json();
  }

  async rotateShareLink(templateId: string): Promise<void> {
    await this.#call(`/v1/templates/${templateId}/share-link/rotate`, { method: 'POST' });
  }

  async read(subscriberId: string): Promise<Row> {
    return (await this.#call(`/v1/subscribers/${subscriberId}`)).json();
  }

  /** How many users there are, over all templates. */
  async count(): Promise<number> {
    const { total }: { total: number } = await (await this.#call('/v1/subscribers/counts')).json();
    return total;
  }

  /** Onboards a user without a proof of the mailbox, and waits until the account is there. */
  async onboard(subscriberId: string, email: string): Promise<void> {
    await this.startOnboarding(subscriberId, email);
    await this.waitFor(subscriberId, 'provisioned');
  }

  /** The same without waiting for how it ends. */
  async startOnboarding(subscriberId: string, email: string): Promise<void> {
    await this.#call(`/v1/subscribers/${subscriberId}/retry-activation`, json('POST', { email, mode: 'vouch' }));
  }

  /** A personal link for a user, as an admin makes it. */
  async invite(subscriberId: string): Promise<string> {
    const { link }: { link: string } = await (await this.#call(`/v1/subscribers/${subscriberId}/invitation`, json('POST', {}))).json();
    return link;
  }

  /** Mails a user a code at this address, as an admin does; the user then waits to type it. */
  async mailCode(subscriberId: string, email: string): Promise<void> {
    await this.#call(`/v1/subscribers/${subscriberId}/retry-activation`, json('POST', { email, mode: 'verify' }));
  }

  waitFor(subscriberId: string, status: string, seconds = 30): Promise<Row> {
    return eventually(`${subscriberId} becomes ${status}`, async () => {
      const row = await this.read(subscriberId);
      return row.status === status && row;
    }, seconds);
  }

  /** The demo's own, which is the oldest: ids are made in time order, and another journey may have left one of its making. */
  async #first(list: string): Promise<string> {
    const { items }: { items: { id: string }[] } = await (await this.#call(`/v1/${list}`)).json();
    const [one] = items.map(({ id }) => id).sort();
    if (!one) throw new Error(`the demo has no ${list}`);
    return one;
  }

  async #call(path: string, request: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Response> {
    this.#token ??= await this.#signIn();
    const headers = { ...(request.method === 'POST' && keyed()), ...request.headers, authorization: `Bearer ${this.#token}` };
    return answered(fetch(`${this.#demo.apiUrl}${path}`, { ...request, headers }));
  }

  async #signIn(): Promise<string> {
    const { clientId, clientSecret } = this.#demo.apiClient;
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const response = await answered(fetch(`${this.#demo.apiUrl}/oauth/token`, { method: 'POST', headers: { authorization }, body: new URLSearchParams({ grant_type: 'client_credentials' }) }));
    const { access_token: token }: { access_token: string } = await response.json();
    return token;
  }
}
