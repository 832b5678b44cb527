import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readScopes } from '../src/http/meanings.ts';
import { problems } from '../src/problems.ts';
import { describedText, document, isForAdmins, isPublic, operations } from './described-api.ts';

const committed = readFileSync(new URL('../../../openapi.yaml', import.meta.url), 'utf8');
const each = operations.map((operation) => [`${operation.method.toUpperCase()} ${operation.path}`, operation] as const);
const refusalsOf = (operation: (typeof operations)[number]) => Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
import { isPublishedForm, isScimForm } from './foreign-world.ts';

describe('the contract', () => {
  it('in openapi.yaml is what the routes say now; `pnpm gen` writes it anew', () => {
    expect(committed === describedText).toBe(true);
  });

  it('has in the client a list of the calls that need a key, which is as the document says; `pnpm gen` writes it anew', () => {
    const listed = readFileSync(new URL('../../../packages/api-client/src/keyed-posts.gen.ts', import.meta.url), 'utf8').matchAll(/^  '(.+)',$/gm);
    const needing = operations.filter(({ method, parameters = [] }) => method === 'post' && parameters.some(({ name, required }) => name === 'Idempotency-Key' && required));
    expect([...listed].map(([, path]) => path)).toEqual(needing.map(({ path }) => path));
    expect(needing.length).toBeGreaterThan(30);
  });

  it('wants a key with every POST of our own surface that is no check, preview or sign-in, and with nothing else', () => {
    const own = operations.filter((operation) => operation.method === 'post' && isForAdmins(operation) && !isPublishedForm(operation));
    const without = own.filter(({ parameters = [] }) => !parameters.some(({ name, required }) => name === 'Idempotency-Key' && required));
    expect(without.map(({ name }) => name).sort()).toEqual(['checkCluster', 'checkConnector', 'checkIdentityProvider', 'checkTemplate', 'dryRunConnector', 'previewMapping', 'previewMessage', 'previewNewTemplate', 'verifyAudit']);
    const others = operations.filter((operation) => !own.includes(operation) && (operation.parameters ?? []).some(({ name }) => name === 'Idempotency-Key'));
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  it('names every operation once, in verbs and nouns', () => {
    const names = operations.map((operation) => operation.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+[A-Za-z]+$/);
  });

  it.each(each)('%s has an operationId, a summary and a tag that is explained', (_path, operation) => {
    expect(operation.operationId).toBeTruthy();
    expect(operation.summary).toMatch(/^[A-Z].{5,79}[^.]$/);
    expect(operation.tags).toHaveLength(1);
    expect(document.tags.map(({ name }) => name)).toContain(operation.tags?.[0]);
  });

  it.each(each)('%s documents its success and every refusal it must have', (_path, operation) => {
    const statuses = Object.keys(operation.responses);
    expect(statuses.some((status) => /^[23]/.test(status))).toBe(true);
    const must: string[] = [];
    if (!isPublic(operation)) must.push(operation.name === 'signOut' ? '403' : '401');
    if (operation.takesBody) must.push('400');
    if (/\{\w+Id\}/.test(operation.path) && !operation.path.startsWith('/adapter/')) must.push('404');
    expect(statuses).toEqual(expect.arrayContaining(must));
    for (const [, answer] of Object.entries(operation.responses)) expect(answer.description).toBeTruthy();
  });

  it.each(each.filter(([, operation]) => !isPublishedForm(operation) && !isScimForm(operation) && !operation.path.startsWith('/oauth/')))('%s refuses with problem documents only', (_path, operation) => {
    for (const [status, answer] of refusalsOf(operation)) {
      expect([status, answer.content?.['application/problem+json']?.schema.$ref]).toEqual([status, '#/components/schemas/Problem']);
    }
  });

  it.each(each.filter(([, operation]) => isPublishedForm(operation)))('%s refuses in the published form only', (_path, operation) => {
    for (const [status, answer] of refusalsOf(operation)) expect([status, answer.content?.['application/json']?.schema.$ref]).toEqual([status, '#/components/schemas/PublishedError']);
  });

  it.each(each.filter(([, operation]) => isScimForm(operation)))('%s refuses in the form of SCIM only', (_path, operation) => {
    for (const [status, answer] of refusalsOf(operation)) expect([status, answer.content?.['application/scim+json']?.schema.$ref]).toEqual([status, '#/components/schemas/ScimError']);
  });

  it.each(each)('%s says what it does, and what each of its parameters means', (_path, operation) => {
    expect(operation.description ?? '').toMatch(/^[A-Z0-9`].{9,}/);
    expect((operation.parameters ?? []).filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
  });

  it('says of every operation for programs which scope it takes', () => {
    const known = readScopes();
    const forPrograms = operations.filter((operation) => (operation.security ?? document.security).some((scheme) => 'accessToken' in scheme)).map(({ name }) => name);
    expect(forPrograms.filter((name) => !known.has(name))).toEqual([]);
    expect([...known.keys()].filter((name) => !forPrograms.includes(name))).toEqual([]);
  });

  it('says of every field what it means', () => {
    type Field = { description?: string; $ref?: string; properties?: Record<string, Field>; items?: Field; anyOf?: Field[]; oneOf?: Field[] };
    const schemas = document.components.schemas as Record<string, Field>;
    const below = (schema: Field, at: string): [path: string, field: Field][] => [
      ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [[`${at}.${name}`, field] as [string, Field], ...below(field, `${at}.${name}`)]),
      ...(schema.items ? below(schema.items, `${at}[]`) : []),
      ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((part) => below(part, at)),
    ];
    const fields = Object.entries(schemas).flatMap(([name, schema]) => below(schema, name));
    // Write what is missing beside the field in its schema; what means the same wherever it stands, in contract/fields.yaml.
    expect(fields.filter(([, { description, $ref }]) => !description && !schemas[$ref?.split('/').at(-1) ?? '']?.description).map(([path]) => path)).toEqual([]);
  });

  it('takes no secret in an address: no such parameter in any query or path', () => {
    const named = operations.flatMap((operation) => (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name));
    expect(named.filter((name) => /password|code|secret|token|email$/i.test(name) && name !== 'email')).toEqual([]);
  });

  it('refuses unknown fields in every body that has fields', () => {
    // RFC 7643 2.1 has unknown attributes ignored; so does the published API, whose programs send back whole what they read.
    const bodies = operations.filter((operation) => !isScimForm(operation) && !isPublishedForm(operation)).flatMap((operation) => Object.entries(operation.requestBody?.content ?? {}).filter(([type]) => type !== 'text/csv').map(([, { schema }]) => schema.$ref?.split('/').at(-1) ?? ''));
    expect(bodies.length).toBeGreaterThan(10);
    // Of a body with kinds each kind has its fields.
    const kindsOf = (name: string): string[] => ((document.components.schemas[name] as { oneOf?: { $ref: string }[] } | undefined)?.oneOf ?? [{ $ref: name }]).map(({ $ref }) => $ref.split('/').at(-1) ?? '');
    for (const name of bodies.flatMap(kindsOf)) {
      const schema = document.components.schemas[name];
      // RFC 6749 3.2 wants unknown parameters of a token request ignored.
      if (name !== 'TokenRequest' && name !== 'RevocationRequest') expect([name, schema]).toEqual([name, expect.objectContaining({ additionalProperties: false })]);
    }
  });

  it('lists every problem code there is, and only those', () => {
    expect(document.components.schemas['ProblemCode']).toMatchObject({ enum: Object.keys(problems) });
  });

  it('points only to components that exist, and has none that nothing points to', () => {
    const pointed = new Set([...describedText.matchAll(/#\/components\/schemas\/([\w-]+)/g)].map(([, name]) => name));
    expect([...pointed].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });
});
