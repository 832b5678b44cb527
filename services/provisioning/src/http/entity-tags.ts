import { createHash } from 'node:crypto';
import Type from 'typebox';
import { problem } from '../problems.ts';
import type { App } from './app-type.ts';
import { describeMore } from './describe-more.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's use case holds the row and looks at `ctx.meantFor`: `required` of programs, or up to the caller. */
    ifMatch?: 'required' | 'offered';
    /** Shows one thing with versions though its address ends with no id: settings of which there is one. */
    isVersioned?: true;
  }
  interface FastifyRequest {
    entityVersion: number | null;
  }
}

const wording = 'The `ETag` of what was read, or its `version` in quotes; `*` for whatever is there.';
const ifMatch = { required: `${wording} Required of API clients.`, offered: wording };
const ifNoneMatch = { 'If-None-Match': Type.Optional(Type.String({ maxLength: 1000, description: 'The `ETag` of what is known already: 304 while nothing has changed.' })) };

/**
 * Gives every answer that shows one versioned thing a strong ETag (RFC 9110, section 8.8.3), answers 304 to who knows it, and tells use
 * cases what a change is meant for. The tag is the version and a digest: a change is refused for another version only,
 * while what is shown may change without one (a count, the last check).
 * @throws request.version_outdated for a condition on something without versions: nobody would look at it.
 */
export function tagEntities(app: App): void {
  app.decorateRequest('entityVersion', null);
  app.addHook('onRoute', (route) => {
    if (route.method === 'GET' && (route.config?.isVersioned || isSingle(route.url))) describeMore(route, { headers: ifNoneMatch });
    const { ifMatch: kind } = route.config ?? {};
    if (kind) describeMore(route, { headers: { 'If-Match': Type.Optional(Type.String({ maxLength: 1000, description: ifMatch[kind], examples: ['"7"'] })) }, refusals: kind === 'required' ? ['412', '428'] : ['412'] });
  });

  app.addHook('onRequest', async (request) => {
    const given = request.headers['if-match'];
    if (given === undefined || request.method === 'GET' || request.method === 'HEAD') return;
    const meantFor = versionsIn(given);
    if (meantFor !== 'any' && !request.routeOptions.config.ifMatch) throw problem('request.version_outdated', { detail: 'Nothing at this address has versions.' });
    request.ctx = { ...request.ctx, meantFor };
  });

  app.addHook('preSerialization', async (request, _reply, payload) => {
    request.entityVersion = versionOf(payload);
    return payload;
  });

  app.addHook('onSend', async (request, reply, payload) => {
    if (request.entityVersion === null || reply.statusCode >= 300 || typeof payload !== 'string') return payload;
    const tag = `"${request.entityVersion}-${createHash('sha256').update(payload).digest('base64url').slice(0, 16)}"`;
    reply.header('etag', tag);
    if (request.method !== 'GET' && request.method !== 'HEAD') return payload;
    if (!isKnown(request.headers['if-none-match'], tag)) return payload;
    reply.code(304).removeHeader('content-type');
    return null;
  });
}

/** One thing by its id. */
const isSingle = (url: string) => /\/:\w+Id$/.test(url);

function versionOf(payload: unknown): number | null {
  const version = typeof payload === 'object' && payload !== null && 'version' in payload ? payload.version : null;
  return typeof version === 'number' ? version : null;
}

/** Strong comparison (RFC 9110, section 8.8.3.2): a weak tag fits nothing, and what cannot be read neither. */
function versionsIn(header: string): 'any' | number[] {
  if (header.trim() === '*') return 'any';
  return header.split(',').flatMap((tag) => {
    const [, version] = /^\s*"(\d{1,15})(?:-[\w-]+)?"\s*$/.exec(tag) ?? [];
    return version === undefined ? [] : [Number(version)];
  });
}

/** Weak comparison, as If-None-Match wants it. */
const isKnown = (header: string | undefined, tag: string) => header !== undefined && (header.trim() === '*' || header.split(',').some((given) => given.trim().replace(/^W\//, '') === tag));
