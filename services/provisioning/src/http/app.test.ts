import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import supertest from 'supertest';
import { type Harness, startHarness } from '../../test/harness.ts';
import { buildApp } from '../app.ts';
import { problems } from '../problems.ts';
import type { App } from './app-type.ts';

let h: Harness;
let secure: App;
const changes = { onSubscriber: () => () => undefined, onProvider: () => () => undefined, onSession: () => () => undefined, onEvents: () => () => undefined, stop: async () => undefined };

/** A folder as a build leaves it. */
function builtApp(title: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'vestibule-pages-'));
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), `<!doctype html><title>${title}</title>`);
  writeFileSync(join(dir, 'favicon.svg'), '<svg/>');
  writeFileSync(join(dir, 'assets', 'main-1a2b.js'), 'export {}');
  writeFileSync(join(dir, 'assets', 'main-1a2b.js.br'), brotliCompressSync('export {}'));
  return dir;
}

beforeAll(async () => {
  h = await startHarness({ worker: false });
  const config = { ...h.services.config, trustedProxies: 1, publicUrl: 'https://vestibule.test', staticAdminDir: builtApp('console'), staticActivationDir: builtApp('portal') };
  secure = await buildApp({ ...h.services, config }, { logger: false, changes });
  secure.get('/ip', { schema: { hide: true } }, async ({ ip }) => ip);
  await secure.ready();
}, 60_000);
afterAll(async () => {
  await secure?.close();
  await h?.close();
});

describe('every answer', () => {
  it('keeps browsers to our own pages and tells nobody the address', async () => {
    for (const path of ['/v1/session', '/livez', '/nothing', '/admin/', '/docs']) {
      const { headers } = await secure.inject(path);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY', 'strict-transport-security': 'max-age=31536000; includeSubDomains' });
      expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/);
    }
  });

  it('lets the console, and nobody else, show the portal\'s preview in a frame, and no other page at all', async () => {
    for (const path of ['/activate/preview', '/activate/preview?lang=fr']) {
      const { headers } = await secure.inject(path);
      expect([headers['x-frame-options'], headers['content-security-policy']]).toEqual(['SAMEORIGIN', expect.stringMatching(/default-src 'self'.*frame-ancestors 'self'; connect-src 'none'$/)]);
    }
    for (const path of ['/activate/previews', '/activate/preview/x', '/activate/', '/activate/preview%2f']) expect((await secure.inject(path)).headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
  });

  it('promises no HTTPS where there is none', async () => {
    expect((await supertest(h.url).get('/livez')).headers['strict-transport-security']).toBeUndefined();
  });

  it('lets data load nothing and pages only what is ours', async () => {
    expect((await secure.inject('/v1/session')).headers['content-security-policy']).toContain("default-src 'none'");
    for (const path of ['/admin/', '/activate/key', '/docs', '/docs/problems/access.forbidden']) {
      const policy = (await secure.inject(path)).headers['content-security-policy'];
      for (const part of ["default-src 'self'", "object-src 'none'", "base-uri 'none'"]) expect(policy).toContain(part);
    }
  });

  it('lets the portal make no markup but what it was built with', async () => {
    for (const path of ['/activate/key', '/activate/preview', '/activate/assets/x.js']) expect((await secure.inject(path)).headers['content-security-policy']).toContain("require-trusted-types-for 'script'; trusted-types vue;");
  });

  it('is kept by nobody where it holds people\'s data', async () => {
    for (const path of ['/v1/session', '/v1/subscribers', '/adapter/v1/x/users/y']) expect((await secure.inject(path)).headers['cache-control']).toBe('no-store');
  });

  it('is a problem document with the request id where nothing is', async () => {
    const answer = await supertest(h.url).get('/v1/nothing').set('x-request-id', 'edge-12345678');
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ status: 404, code: 'request.not_found', requestId: 'edge-12345678' });
    expect(answer.headers['x-request-id']).toBe('edge-12345678');
    expect((await secure.inject('/%zz')).json()).toMatchObject({ status: 400, code: 'request.invalid' });
  });

  it('is 400 for a body that is no JSON, and 415 for another type', async () => {
    const post = () => supertest(h.url).post('/v1/session');
    expect((await post().type('json').send('{"email":')).body).toMatchObject({ status: 400, code: 'request.invalid' });
    expect((await post().type('text/xml').send('<a/>')).body).toMatchObject({ status: 415, code: 'request.unsupported_media_type' });
  });
});

describe('the address of a caller behind one proxy', () => {
  it('is what the proxy saw, whatever the caller claims', async () => {
    expect((await secure.inject({ url: '/ip', headers: { 'x-forwarded-for': '203.0.113.9' } })).body).toBe('203.0.113.9');
    expect((await secure.inject({ url: '/ip', headers: { 'x-forwarded-for': '10.0.0.1, 198.51.100.7, 203.0.113.9' } })).body).toBe('203.0.113.9');
  });
});

describe('a session cookie over HTTPS', () => {
  it('is bound to this host and to HTTPS', async () => {
    const answer = await secure.inject({ method: 'DELETE', url: '/v1/session' });
    expect(answer.headers['set-cookie']).toMatch(/^__Host-vestibule_session=; Max-Age=0; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
  });
});

describe('the pages', () => {
  it('open the SPA at any address below theirs, asked for anew each time', async () => {
    for (const [path, title] of [['/admin/', 'console'], ['/admin/templates/1?tab=look', 'console'], ['/activate/Kx81', 'portal']] as const) {
      const answer = await secure.inject(path);
      expect({ status: answer.statusCode, type: answer.headers['content-type'], cache: answer.headers['cache-control'] }).toEqual({ status: 200, type: 'text/html; charset=utf-8', cache: 'no-cache' });
      expect(answer.body).toContain(title);
    }
  });

  it('are sent in the compressed form that lies beside them, to whom takes it', async () => {
    const take = (encodings: string) => secure.inject({ url: '/admin/assets/main-1a2b.js', headers: { 'accept-encoding': encodings } });
    const [brotli, plain] = [await take('gzip, br'), await take('identity')];
    expect([brotli.headers['content-encoding'], brotli.headers['content-type'], brotliDecompressSync(brotli.rawPayload).toString()]).toEqual(['br', expect.stringContaining('javascript'), 'export {}']);
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, 'export {}']);
    expect(brotli.headers['vary']).toContain('accept-encoding');
  });

  it('let hashed assets be kept for ever, and answer 404 for one that is gone', async () => {
    expect((await secure.inject('/admin/assets/main-1a2b.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const gone = await secure.inject('/admin/assets/main-0000.js');
    expect({ status: gone.statusCode, cache: gone.headers['cache-control'] }).toEqual({ status: 404, cache: undefined });
    expect((await secure.inject('/activate/favicon.svg')).headers['content-type']).toBe('image/svg+xml');
  });

  it('give out no file from outside their folder', async () => {
    for (const path of ['/admin/assets/../../package.json', '/admin/assets/..%2f..%2fpackage.json', '/admin/..%2fpackage.json', '/admin/assets/%2e%2e/%2e%2e/etc/passwd']) {
      expect((await secure.inject(path)).body).not.toMatch(/"name"|root:/);
    }
  });

  it('are where the bare address leads', async () => {
    for (const path of ['/', '/admin']) {
      const answer = await secure.inject(path);
      expect({ status: answer.statusCode, location: answer.headers.location }).toEqual({ status: 302, location: '/admin/' });
    }
  });
});

describe('GET /readyz', () => {
  it('is 200 on a migrated database, 503 while a migration is missing', async () => {
    expect((await supertest(h.url).get('/readyz')).body).toEqual({ status: 'ok' });
    await h.pool.query('begin; create table kept as select * from drizzle.__drizzle_migrations; delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations); commit');
    const answer = await supertest(h.url).get('/readyz');
    expect(answer.body).toMatchObject({ status: 503, code: 'service.unavailable' });
    expect(answer.headers['retry-after']).toBe('2');
    expect((await supertest(h.url).get('/livez')).status).toBe(200);
    await h.pool.query('truncate drizzle.__drizzle_migrations; insert into drizzle.__drizzle_migrations select * from kept; drop table kept');
    expect((await supertest(h.url).get('/readyz')).status).toBe(200);
  });
});

describe('the documentation', () => {
  it('has a page for every problem, and 404 for what is none', async () => {
    for (const code of Object.keys(problems)) {
      const answer = await secure.inject(`/docs/problems/${code}`);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.body).toContain(code);
    }
    expect((await secure.inject('/docs/problem-page.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    for (const code of ['nope', 'toString', '__proto__', '<script>']) expect((await secure.inject(`/docs/problems/${encodeURIComponent(code)}`)).statusCode).toBe(404);
  });

  it('is complete: every operation has a name, a summary, a known tag and only components of a name', async () => {
    const document = parse((await secure.inject('/openapi.yaml')).body);
    expect(document.openapi).toBe('3.1.0');
    const known = new Set(document.tags.map(({ name }: { name: string }) => name));
    const ids: string[] = [];
    for (const [path, methods] of Object.entries<Record<string, { operationId?: string; summary?: string; tags?: string[] }>>(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        expect({ path, method, ...operation }).toMatchObject({ operationId: expect.any(String), summary: expect.any(String), tags: [expect.any(String)] });
        for (const tag of operation.tags ?? []) expect(known).toContain(tag);
        ids.push(operation.operationId ?? '');
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(document.components.schemas).filter((name) => /^(def-|schema-)\d/.test(name))).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('shows the reference from our own files only', async () => {
    const page = (await secure.inject('/docs')).body;
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page).not.toMatch(/<script(?![^>]*src=)|<style|style=|onload=/);
  });
});
