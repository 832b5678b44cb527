import type { App } from './app-type.ts';

/** A body that says it is JSON and is empty is none: many programs name the type on every request, a DELETE too. */
export function takeEmptyBodies(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => (text.trim() === '' ? done(null, undefined) : parse(request, text, done)));
}
