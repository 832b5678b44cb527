import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../', import.meta.url));
const filesBelow = (folder: string) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts')).map((path) => join(folder, path)).sort();
const code = filesBelow('src').filter((path) => !path.endsWith('.test.ts'));
const tests = [...filesBelow('src').filter((path) => path.endsWith('.test.ts')), ...filesBelow('test')];
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

/** `to` is a path below src, or the name of a package. `typeOnly` leaves no trace at run time. */
type Edge = { from: string; to: string; typeOnly: boolean };

function importsOf(path: string): Edge[] {
  const from = path.slice('src/'.length);
  return [...textOf(path).matchAll(/^(?:import|export)\s+(type\s+)?([^;'"]*?)\s*from\s+'([^']+)'/gm)].map(([, type, names = '', target = '']) => {
    const each = names.startsWith('{') ? names.replace(/[{}\s]+/g, ' ').trim().split(',').map((name) => name.trim()).filter(Boolean) : [];
    const typeOnly = type !== undefined || (each.length > 0 && each.every((name) => name.startsWith('type ')));
    return { from, to: target.startsWith('.') ? normalize(join(dirname(from), target)) : target, typeOnly };
  });
}
const edges = code.flatMap(importsOf);

/** Processes and what builds them: the only places where parts meet. */
const processes = ['api.ts', 'app.ts', 'create-owner.ts', 'demo.ts', 'emit-openapi.ts', 'end-tokens.ts', 'migrate.ts', 'recover.ts', 'returns.ts', 'rotate-signing-key.ts', 'services.ts', 'starting.ts', 'worker.ts'];
/** Rules: pure, so that they can be read and tested alone. */
const rules = [
  'access.ts', 'access-problems.ts', 'languages.ts', 'activation-problems.ts', 'app-codes.ts', 'cloud-problems.ts', 'problem-entry.ts', 'problems.ts', 'moments.ts', 'scim-problems.ts', 'activation/activation.ts', 'admins/admin.ts', 'admins/device.ts', 'admins/password-rules.ts', 'api-clients/api-client.ts', 'api-clients/client-key.ts', 'broadworks-api/published-filters.ts', 'broadworks-api/published-form.ts', 'bulk/bulk-operation.ts', 'checks/finding.ts', 'checks/base-url.ts', 'checks/network.ts', 'home/waiting.ts', 'clusters/cluster.ts', 'connectors/connector.ts', 'connectors/dry-run-step.ts', 'connectors/gate.ts', 'connectors/kind.ts', 'connectors/kinds.ts', 'adapters/none/kind.ts', 'adapters/scim/attribute-changes.ts', 'adapters/scim/attribute-mapping.ts', 'adapters/scim/kind.ts', 'adapters/scim/read-user.ts', 'adapters/webex/kind.ts', 'connectors/settings.ts', 'connectors/token-request.ts', 'consents/consent.ts', 'customers/customer.ts', 'drift/drift.ts',
  'email-proofs/email-proof.ts', 'events/chain.ts', 'events/changes.ts', 'events/cloud-event.ts', 'events/public-event.ts', 'events/event.ts', 'mail/address-remarks.ts', 'mail/delivery-report.ts', 'mail/mail-domains.ts', 'mail/domain-suggestion.ts', 'mail/email-address.ts', 'mail/message.ts', 'operations/operation.ts', 'provisioning/cloud.ts', 'provisioning/failure.ts', 'activation/identity-check.ts', 'mail/mailer.ts',
  'api-clients/token-refusal.ts', 'exports/export.ts', 'subscribers/fold.ts', 'subscribers/list-options.ts', 'subscribers/reference.ts', 'subscribers/subscriber.ts', 'subscribers/user-counts.ts', 'saved-views/saved-view.ts', 'tallies/tallied.ts', 'providers/portal-address.ts', 'templates/accent.ts', 'templates/language-in.ts', 'templates/logo.ts', 'templates/portal-check.ts', 'templates/reminders.ts', 'templates/svg-weight.ts', 'templates/template.ts', 'jobs/catalog.ts',
  'identity-providers/identity-provider.ts', 'invitations/invitation.ts', 'identity-providers/oidc.ts', 'setup/setup.ts', 'webhooks/receiver.ts', 'webhooks/signature.ts', 'webhooks/webhook.ts',
  'scim/attributes.ts', 'scim/discovery.ts', 'scim/entry-filter.ts', 'scim/facts.ts', 'scim/fields.ts', 'scim/filter.ts', 'scim/filter-text.ts', 'scim/order.ts', 'scim/patch-document.ts', 'scim/project.ts', 'scim/scim-user.ts', 'scim/show-user.ts',
];
type Role = 'process' | 'rules' | 'table' | 'store' | 'schemas' | 'routes' | 'jobs' | 'adapter' | 'http' | 'ground' | 'use case';

const featureOf = (path: string) => (path.includes('/') ? (path.split('/')[0] ?? '') : '');
function roleOf(path: string): Role {
  if (processes.includes(path) || path.startsWith('demo/')) return 'process';
  if (rules.includes(path)) return 'rules';
  if (/(^|[/.])table\.ts$/.test(path)) return 'table';
  if (/(^store|-query)\.ts$/.test(basename(path))) return 'store';
  if (path.startsWith('adapters/')) return 'adapter';
  if (path.startsWith('http/')) return 'http';
  // What everything stands on: the context, the database, the vault, the queue itself.
  if (featureOf(path) === '' || ['db', 'jobs'].includes(featureOf(path))) return 'ground';
  if (/(^|-)schemas\.ts$/.test(basename(path))) return 'schemas';
  // These speak HTTP for their feature's routes.
  if (/(^|-)routes\.ts$/.test(basename(path)) || ['activation/event-stream.ts', 'subscribers/change-stream.ts', 'broadworks-api/published-errors.ts', 'broadworks-api/published-links.ts', 'scim/scim-errors.ts'].includes(path)) return 'routes';
  return basename(path) === 'jobs.ts' ? 'jobs' : 'use case';
}

/** From the ground up; a feature imports its own floor and those below. `access-keys` maps keys to providers for all of them. */
const floors = [
  ['access-keys', 'checks', 'db', 'events', 'http', 'idempotency', 'jobs', 'providers', 'signing-keys', 'tallies'],
  ['mail', 'operations'],
  ['clusters', 'connectors'],
  ['templates'],
  ['consents', 'customers', 'email-proofs'],
  ['subscribers'],
  ['activation', 'adapter', 'admins', 'api-clients', 'broadworks-api', 'identity-providers', 'invitations', 'provisioning', 'saved-views', 'scim', 'setup', 'webhooks'],
  ['bulk', 'drift', 'exports', 'home'],
];
const floorOf = (path: string) => floors.findIndex((floor) => floor.includes(featureOf(path)));

const isPackage = (to: string) => !to.endsWith('.ts');
const isHttpPackage = (to: string) => /^(fastify|@fastify\/|typebox|@fastify)/.test(to);
const isDrizzle = (to: string) => to.startsWith('drizzle-orm');

/** Why an edge is not allowed, or null. */
function objectionTo({ from, to, typeOnly }: Edge): string | null {
  const role = roleOf(from);
  if (role === 'process') return null;
  if (isPackage(to)) return packageObjection(role, to);
  const target = roleOf(to);
  const own = featureOf(from) === featureOf(to);
  if (target === 'process') return 'nothing imports a process';
  if (target === 'adapter' && role !== 'adapter') return 'adapters are reached through their port';
  if (target === 'routes' && !(role === 'routes' && own)) return 'routes are registered by app.ts only';
  if (target === 'http' && !['http', 'routes', 'schemas'].includes(role) && !typeOnly) return 'only routes and their schemas speak HTTP';
  if (target === 'store' && !own && !typeOnly && featureOf(to) !== 'access-keys') return 'another feature\'s store is reached through its use cases';
  if (target === 'schemas' && !['routes', 'schemas'].includes(role) && !typeOnly) return 'schemas are for routes';
  if (target === 'table' && !['table', 'store'].includes(role) && !typeOnly) return 'tables are for stores';
  const allowed = { rules: ['rules'], table: ['table', 'rules', 'ground'], store: ['store', 'table', 'rules', 'ground'], schemas: ['schemas', 'rules', 'http', ...(to === 'context.ts' ? ['ground'] : [])], adapter: ['adapter', 'rules'], http: ['http', 'rules', 'table', 'ground'] };
  const known = role in allowed ? allowed[role as keyof typeof allowed] : null;
  if (known && !known.includes(target) && !typeOnly) return `${role} may import ${known.join(', ')} only`;
  if (role === 'http' && !own && !['ground', 'rules'].includes(target)) return 'http knows no feature';
  if (role === 'routes' && ['store', 'table'].includes(target) && !typeOnly) return 'routes call use cases';
  if (typeOnly || own || target === 'rules' || target === 'table' || role === 'ground' || role === 'adapter' || target === 'ground') return null;
  return floorOf(to) > floorOf(from) ? `${featureOf(from)} stands below ${featureOf(to)}` : null;
}

function packageObjection(role: Role, to: string): string | null {
  if (isDrizzle(to) && !['table', 'store', 'ground'].includes(role) && !(role === 'http' && to.endsWith('pg-core'))) return 'SQL belongs to tables and stores';
  if (isHttpPackage(to) && !['routes', 'schemas', 'http', 'jobs'].includes(role)) return 'HTTP belongs to routes';
  if (to === '@vestibule/simulators') return 'production code knows no simulator';
  if (role === 'rules' && !/^node:(buffer|url|crypto|net|util)$|^tldts$/.test(to)) return 'rules are pure';
  return null;
}

describe('imports', () => {
  it('are all seen', () => {
    expect(edges.length).toBeGreaterThan(800);
    for (const path of rules) expect(code).toContain(`src/${path}`);
    for (const path of code) if (featureOf(path.slice(4)) !== '' && !/^src\/(adapters|demo)\//.test(path)) expect([path, floorOf(path.slice(4)) >= 0]).toEqual([path, true]);
  });

  it.each(edges.map((edge) => [edge.from, edge.to, edge] as const))('%s -> %s', (_from, _to, edge) => {
    expect(objectionTo(edge)).toBeNull();
  });

  it('carry the file\'s ending and go round in no circle', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, typeOnly } of edges) if (!isPackage(to) && !typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const visit = (path: string, trail: string[]): void => {
      if (trail.includes(path)) throw new Error(`a circle: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`);
      if (done.has(path)) return;
      for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
      done.add(path);
    };
    for (const path of next.keys()) visit(path, []);
    for (const { to } of edges) expect(to).not.toMatch(/^\.|\.js$/);
  });
});

describe('files', () => {
  it.each(code)('%s has at most 200 lines and a name that says what it is', (path) => {
    expect(textOf(path).split('\n').length - 1).toBeLessThanOrEqual(200);
    expect(path).not.toMatch(/(^|\/)(utils?|helpers?|common|shared|misc|manager|base)(\/|\.ts$)/);
    expect(path).toMatch(/^[a-z0-9/.-]+$/);
  });

  it.each(tests)('%s has at most 400 lines', (path) => {
    expect(textOf(path).split('\n').length - 1).toBeLessThanOrEqual(400);
  });

  it.each(code.filter((path) => ['rules', 'store', 'use case', 'jobs', 'schemas', 'routes'].includes(roleOf(path.slice(4)))))('%s takes time, ids and settings from its context', (path) => {
    expect(textOf(path)).not.toMatch(/new Date\(\)|Date\.now\(\)|randomUUID|randomBytes|process\.env/);
  });

  it('read the environment in one place, the processes apart', () => {
    expect(code.filter((path) => textOf(path).includes('process.env') && roleOf(path.slice(4)) !== 'process')).toEqual([]);
  });
});
