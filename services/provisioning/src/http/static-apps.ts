import fastifyStatic from '@fastify/static';
import Type from 'typebox';
import type { App } from './app-type.ts';

type Directories = { adminDir: string | null; activationDir: string | null };

/** Serves the two built SPAs, where no web server in front of us does. */
export async function staticApps(app: App, { adminDir, activationDir }: Directories): Promise<void> {
  if (adminDir) {
    await serveApp(app, '/admin/', adminDir);
    for (const path of ['/', '/admin']) {
      app.get(path, { schema: { hide: true } }, async (_request, reply) => reply.redirect('/admin/'));
    }
  }
  if (activationDir) await serveApp(app, '/activate/', activationDir);
}

/** Files as they are; any other address below the prefix is a page of the SPA, whose router knows it. */
async function serveApp(app: App, prefix: string, root: string): Promise<void> {
  await app.register(async (scope: App) => {
    await scope.register(fastifyStatic, {
      root,
      serve: false,
      cacheControl: false,
      // Where the build has left compressed forms of a file, and the browser takes them.
      preCompressed: true,
      // The names of assets change with their content; everything else is asked for anew.
      setHeaders: (reply, path) => reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
    });
    const params = Type.Object({ '*': Type.String() });
    scope.get(`${prefix}*`, { schema: { hide: true, params } }, async (request, reply) => {
      const path = request.params['*'];
      return reply.sendFile(isFile(path) ? path : 'index.html');
    });
  });
}

/** An asset, or a file beside index.html such as an icon. */
const isFile = (path: string) => path.startsWith('assets/') || /^[\w-]+\.[a-z0-9]+$/.test(path);
