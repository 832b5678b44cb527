import { answered, json, keyed, unique } from './people.ts';
import type { Demo } from './product.ts';

export type Colleague = { id: string; name: string; email: string; password: string };

/** Arranges admins by the session of the demo's owner, where a journey is not about making them. */
export class Colleagues {
  readonly #demo: Demo;
  #cookie: string | undefined;

  constructor(demo: Demo) {
    this.#demo = demo;
  }

  /** An admin who can sign in at once. */
  async make(role: string, templateIds: string[] | null = null): Promise<Colleague> {
    const person = { name: `Colleague ${unique()}`, email: `colleague-${unique()}@northwind.example`, password: `a long password ${unique()}` };
    const { id }: { id: string } = await (await this.#call('/v1/admins', json('POST', { ...person, role, templateIds }))).json();
    return { ...person, id };
  }

  /** Somebody who gets a mail with a link to choose a password. @returns the admin's id */
  async invite(email: string): Promise<string> {
    const { id }: { id: string } = await (await this.#call('/v1/admins', json('POST', { name: 'Invited', email, role: 'operator', templateIds: null }))).json();
    return id;
  }

  /** The admin as the list shows it. */
  async read(id: string): Promise<unknown> {
    const { items }: { items: { id: string }[] } = await (await this.#call('/v1/admins', { method: 'GET' })).json();
    return items.find((admin) => admin.id === id);
  }

  async disable(id: string): Promise<void> {
    await this.#call(`/v1/admins/${id}/disable`, { method: 'POST' });
  }

  async #call(path: string, request: { method: string; headers?: Record<string, string>; body?: string }): Promise<Response> {
    this.#cookie ??= await this.#signIn();
    const headers = { ...(request.method === 'POST' && keyed()), ...request.headers, cookie: this.#cookie, origin: new URL(this.#demo.apiUrl).origin };
    return answered(fetch(`${this.#demo.apiUrl}${path}`, { ...request, headers }));
  }

  async #signIn(): Promise<string> {
    const { email, password } = this.#demo.admin;
    const response = await answered(fetch(`${this.#demo.apiUrl}/v1/session`, json('POST', { email, password })));
    return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }
}
