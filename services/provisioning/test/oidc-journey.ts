import type { IdentityProvider } from '@vestibule/simulators/identity-provider';

/** A browser's cookies, by origin: just enough to sign in somewhere and come back. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  cookie(url: string, name: string): string | undefined {
    return this.#cookies.get(new URL(url).origin)?.get(name);
  }

  /** A browser with the same cookies of one origin, now and later, and its own everywhere else: a tab that is somebody new to the others. */
  tabAt(url: string): Browser {
    const { origin } = new URL(url);
    const shared = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, shared);
    const tab = new Browser();
    tab.#cookies.set(origin, shared);
    return tab;
  }

  /** The first cookie whose name begins so, with its whole name: those of sign-ins have a mark of their own. */
  cookieLike(url: string, prefix: string): [name: string, value: string] {
    return [...(this.#cookies.get(new URL(url).origin) ?? [])].find(([name]) => name.startsWith(prefix)) ?? ['', ''];
  }

  /** Names of all cookies that begin so. */
  cookiesLike(url: string, prefix: string): string[] {
    return [...(this.#cookies.get(new URL(url).origin)?.keys() ?? [])].filter((name) => name.startsWith(prefix));
  }

  put(url: string, name: string, value: string): void {
    const { origin } = new URL(url);
    this.#cookies.set(origin, (this.#cookies.get(origin) ?? new Map<string, string>()).set(name, value));
  }

  /** One request; redirects are not followed. */
  async ask(url: string, form?: Record<string, string>): Promise<{ status: number; location: string; text: string; setCookie: string[] }> {
    const kept = [...(this.#cookies.get(new URL(url).origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: kept ? { cookie: kept } : {}, ...(form && { method: 'POST', body: new URLSearchParams(form) }) });
    const setCookie = answer.headers.getSetCookie();
    for (const line of setCookie) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.get(new URL(url).origin)?.delete(name);
      else this.put(url, name, value);
    }
    return { status: answer.status, location: answer.headers.get('location') ?? '', text: await answer.text(), setCookie };
  }
}

type Places = { api: string; publicUrl: string; idp: IdentityProvider };

/** Everything up to the address the identity provider sends the browser back to, which is not opened yet. */
export async function goThroughProvider(browser: Browser, { api, publicUrl, idp }: Places, key: string, { subject, cancel, next }: { subject?: string; cancel?: boolean; next?: string }): Promise<string> {
  const query = new URLSearchParams({ key, ...(next && { next }) });
  const left = await browser.ask(`${api}/v1/session/oidc/start?${query}`);
  let at = left.location;
  for (let hop = 0; hop < 8 && !at.startsWith(`${publicUrl}/v1/session/oidc/callback`); hop++) {
    const page = await browser.ask(new URL(at, idp.issuer).href);
    const target = page.status === 200 ? await browser.ask(new URL(at, idp.issuer).href, { subject: subject ?? '', ...(cancel && { cancel: 'yes' }) }) : page;
    if (!target.location) throw new Error(`the identity provider answered ${target.status}: ${target.text.slice(0, 300)}`);
    at = target.location;
  }
  return at;
}

/** Opens the callback at the api under test, which does not listen at its public address. */
export const comeBack = (browser: Browser, { api, publicUrl }: Pick<Places, 'api' | 'publicUrl'>, callback: string) => browser.ask(callback.replace(publicUrl, api));
