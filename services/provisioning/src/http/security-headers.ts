import helmet from '@fastify/helmet';
import fastifyPlugin from 'fastify-plugin';
import type { App } from './app-type.ts';

const forData = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const forPages = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The portal makes no markup from text; the one policy it may have is Vue's own, for the markup it was compiled with. */
const forPortal = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; style-src 'self' 'sha256-9SMNV8EDvlVVES05pY6mUrMaZmj5SbVCTpckWNNy80Y='; require-trusted-types-for 'script'; trusted-types vue; frame-ancestors 'none'";

/** The console shows the portal's look in a frame; this page holds samples only and may ask no server for anything. */
const previewPath = '/activate/preview';
const forPreview = forPortal.replace("frame-ancestors 'none'", "frame-ancestors 'self'; connect-src 'none'");

const pages = ['/admin', '/docs'];
const portal = ['/activate'];
const personal = ['/v1', '/oauth', '/adapter'];
const isUnder = (url: string, prefixes: readonly string[]) => prefixes.some((prefix) => url === prefix || url.startsWith(`${prefix}/`) || url.startsWith(`${prefix}?`));

const isPreview = (url: string) => url === previewPath || url.startsWith(`${previewPath}?`);

function policyFor(url: string): string {
  if (isPreview(url)) return forPreview;
  if (isUnder(url, portal)) return forPortal;
  return isUnder(url, pages) ? forPages : forData;
}

/** What browsers must keep to: our own scripts and styles only, no frames but the console's preview, no address leaked to other sites. */
export const securityHeaders = fastifyPlugin(async (app: App, { publicUrl }: { publicUrl: string }) => {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', policyFor(request.url));
    if (isPreview(request.url)) reply.header('x-frame-options', 'SAMEORIGIN');
    // Answers hold people's data: nothing between us and the caller may keep them.
    if (isUnder(request.url, personal)) reply.header('cache-control', 'no-store');
  });
});
