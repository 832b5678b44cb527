import type { App } from './app-type.ts';

const MERGE_PATCH = 'application/merge-patch+json';

/** Every PATCH is a JSON Merge Patch (RFC 7396): what is absent stays, null clears. It may come under its own name or as plain JSON. */
export function takeMergePatch(app: App): void {
  app.addContentTypeParser(MERGE_PATCH, { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  app.addHook('onRoute', (route) => {
    if (route.method === 'PATCH') route.schema = { ...route.schema, consumes: ['application/json', MERGE_PATCH] };
  });
}
