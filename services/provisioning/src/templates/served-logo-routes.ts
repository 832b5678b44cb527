import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { networkOf } from '../http/rate-limit.ts';
import { refusals } from '../http/schema.ts';
import { openLogo } from './set-logo.ts';

const params = Type.Object({ logoKey: Type.String({ maxLength: 64 }) });
const picture = { schema: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }) };

/** The pictures that pages show; whoever knows the address of one may see it, as with the page that names it. */
export default async function servedLogoRoutes(app: App): Promise<void> {
  app.get(
    '/v1/logos/:logoKey',
    {
      schema: { operationId: 'openLogo', summary: 'The logo of a template', tags: ['Activation'], security: [], params, response: { 200: { description: 'The picture. A new one has a new address.', content: { 'image/png': picture, 'image/svg+xml': picture } }, ...refusals('404', '429') } },
    },
    async (request, reply) => {
      const { ctx } = request;
      await ctx.limiter.consume('logo-network', networkOf(request.ip), { points: ctx.config.limits.activationCallsPerNetworkPerMinute, seconds: 60 });
      const { type, image } = await openLogo(ctx, request.params.logoKey);
      // Within an <img> an SVG runs nothing. Opened by itself it would: so it is downloaded, and has no rights where a browser shows it nevertheless.
      return reply
        .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
        .header('content-disposition', `attachment; filename="logo.${type === 'image/png' ? 'png' : 'svg'}"`)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .type(type)
        .send(image);
    },
  );
}
