import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

type Service = {
  image?: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  ports?: string[];
  profiles?: string[];
  healthcheck?: object;
};

const compose: { services: Record<string, Service>; volumes: Record<string, unknown> } = parse(text, { merge: true });
const services = Object.entries(compose.services);
const from = <T>(pick: (service: Service) => T[] | undefined) => services.flatMap(([name, service]) => (pick(service) ?? []).map((value) => [name, value] as const));

describe('docker-compose.yml', () => {
  it('has the parts of a deployment, and the demo only on demand', () => {
    expect(services.map(([name]) => name).sort()).toEqual(['api', 'demo', 'gateway', 'migrate', 'postgres', 'simulators', 'web-activation', 'web-admin', 'worker']);
    expect(services.filter(([, { profiles }]) => profiles).map(([name, { profiles }]) => [name, profiles])).toEqual([
      ['simulators', ['demo']],
      ['demo', ['demo']],
    ]);
  });

  it.each(from(({ build }) => build && [join(build.context, build.dockerfile)]))('builds %s from %s, which exists', (_name, file) => {
    expect(existsSync(join(root, file))).toBe(true);
  });

  it.each(from(({ command }) => command?.filter((word) => word.endsWith('.ts'))))('runs in %s the program %s, which the image copies and which exists', (_name, program) => {
    expect(existsSync(join(root, program))).toBe(true);
    expect(copied('services/Dockerfile').some((path) => program.startsWith(`${path}/`))).toBe(true);
  });

  it.each(from(({ depends_on }) => depends_on && Object.keys(depends_on)))('lets %s wait for %s, which is there and can become what is waited for', (name, other) => {
    const awaited = compose.services[other];
    const condition = compose.services[name]?.depends_on?.[other]?.condition;
    expect(awaited).toBeDefined();
    if (condition === 'service_healthy') expect(awaited?.healthcheck).toBeDefined();
  });

  it.each(from(({ volumes }) => volumes))('mounts in %s %s, a file of ours or a declared volume', (_name, volume) => {
    const [source = ''] = volume.split(':');
    expect(source.startsWith('./') ? existsSync(join(root, source)) : Object.hasOwn(compose.volumes, source)).toBe(true);
  });

  it('opens one port to the world, and the mailbox to this machine alone', () => {
    expect(from(({ ports }) => ports)).toEqual([
      ['gateway', '${PORT:-8080}:8080'],
      ['simulators', '127.0.0.1:${MAILBOX_PORT:-8025}:8025'],
    ]);
  });

  it('names no secret: what is secret must come from outside', () => {
    const settings = services.flatMap(([, { environment }]) => Object.entries(environment ?? {}));
    const secret = settings.filter(([name]) => /PASSWORD|KEY|TOKEN|SECRET|DATABASE_URL|SMTP_URL/.test(name));
    expect(secret.length).toBeGreaterThan(5);
    for (const [name, value] of secret) expect(`${name}=${value}`).toMatch(['WEBEX_ACCESS_TOKEN', 'SCIM_ACCESS_TOKEN'].includes(name) ? /=\$\{WEBEX_ACCESS_TOKEN:-\}$/ : /\$\{[A-Z_]+:\?/);
  });

  it('creates the database with the locale the product is tested on', () => {
    const flags = readFileSync(join(root, 'packages/embedded-postgres/src/cluster.ts'), 'utf8');
    for (const flag of ['--locale=C', '--locale-provider=icu', '--icu-locale=und']) {
      expect(compose.services['postgres']?.environment?.['POSTGRES_INITDB_ARGS']).toContain(flag);
      expect(flags).toContain(flag);
    }
  });
});

describe.each(['services/Dockerfile', 'web-admin/Dockerfile', 'web-activation/Dockerfile'])('%s', (file) => {
  const content = readFileSync(join(root, file), 'utf8');
  const manifest: { packageManager: string; optionalDependencies: { node: string } } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

  it('copies only what exists', () => {
    expect(copied(file).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('uses the Node.js and the pnpm of the workspace', () => {
    expect(content.match(/FROM node:\S+/g)).toEqual(expect.arrayContaining([`FROM node:${manifest.optionalDependencies.node}-bookworm-slim`]));
    expect(content.match(/pnpm@[\d.]+/g)?.every((version) => version === manifest.packageManager)).toBe(true);
  });
});

describe.each([
  ['web-admin', '/admin/'],
  ['web-activation', '/activate/'],
])('%s/nginx.conf', (folder, base) => {
  const conf = readFileSync(join(root, folder, 'nginx.conf'), 'utf8');

  it('sends the same content security policy as the API does for pages', () => {
    const headers = readFileSync(join(root, 'services/provisioning/src/http/security-headers.ts'), 'utf8');
    // Who may frame a page is 'none' unless a map says otherwise.
    const policy = (/Content-Security-Policy "([^"]+)"/.exec(conf)?.[1] ?? 'none found').replace('$framed_by', "'none'");

    expect(policy).not.toContain('unsafe');
    expect(headers).toContain(`"${policy}"`);
  });

  it('answers its own pages and passes nothing on', () => {
    expect(conf).toContain(`try_files $uri ${base}index.html`);
    expect(conf).not.toContain('proxy_pass');
    // A header set in a location would drop all those of the server.
    expect(conf.match(/add_header/g)?.length).toBe(conf.match(/^ {2}add_header/gm)?.length);
  });
});

describe('services/gateway/nginx.conf', () => {
  const conf = readFileSync(join(root, 'services/gateway/nginx.conf'), 'utf8');

  it('names only parts that exist', () => {
    const parts = [...conf.matchAll(/http:\/\/([a-z-]+):\d+;/g)].map(([, name]) => name);

    expect(parts.sort()).toEqual(['api', 'web-activation', 'web-admin']);
    expect(parts.every((name) => name !== undefined && name in compose.services)).toBe(true);
  });

  it('keeps readiness and metrics inside, and refuses what it does not know', () => {
    expect(conf).not.toMatch(/location[^\n]*(readyz|metrics)/);
    expect(conf).toContain('location / { return 404; }');
  });
});

/** Sources of COPY lines that come from the clone, not from an earlier stage. */
function copied(file: string): string[] {
  const lines = readFileSync(join(root, file), 'utf8').match(/^COPY (?!--from).+$/gm) ?? [];
  return lines.flatMap((line) => line.split(/\s+/).slice(1, -1)).map((path) => (dirname(path) === '.' ? path : path.replace(/\/$/, '')));
}
