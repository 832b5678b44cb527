import type { BrowserContext } from 'playwright-core';

/**
 * Tells everything that must not happen on a page of ours: errors, words on the console, violations of the content security
 * policy, requests to other origins. An answer that refuses (4xx of our API) is no fault: the browser notes it by itself.
 * Neither is a sign-in that could not be checked, because BroadWorks was away (503).
 */
export async function watch(context: BrowserContext, origins: readonly string[], tell: (fault: string) => void): Promise<void> {
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`content security policy: ${violatedDirective} forbids ${blockedURI}`));
  });
  context.on('weberror', (error) => tell(`page error: ${error.error().message}`));
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    if (isRefusal(message.text(), message.location().url, origins)) return;
    tell(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!origins.includes(url.origin) && !['data:', 'blob:'].includes(url.protocol)) tell(`request to another origin: ${request.url()}`);
  });
}

function isRefusal(text: string, url: string, origins: readonly string[]): boolean {
  const [, status = ''] = /^Failed to load resource: the server responded with a status of (4\d\d|503) /.exec(text) ?? [];
  return origins.some((origin) => url.startsWith(`${origin}/v1/`)) && (status.startsWith('4') || (status === '503' && /\/v1\/activation\/[\w-]+\/session$/.test(url)));
}
