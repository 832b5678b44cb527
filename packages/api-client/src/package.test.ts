import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

// A compiler and npm are started here, which takes its time where many share two cores.
jest.setTimeout(120_000);
const here = fileURLToPath(new URL('../', import.meta.url));

describe('the package that is published', () => {
  let folder: string;
  let dist: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'api-client-'));
    dist = join(folder, 'node_modules', '@vestibule', 'api-client');
    mkdirSync(dist, { recursive: true });
    execFileSync(process.execPath, [join(here, 'build.mjs'), dist]);
    symlinkSync(realpathSync(join(here, 'node_modules', 'openapi-fetch')), join(folder, 'node_modules', 'openapi-fetch'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds JavaScript, types, README and licence of every entry, and no source or test', () => {
    const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'], { cwd: dist, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as { name: string; files: { path: string }[] }[];
    const files = packed?.files.map(({ path }) => path) ?? [];
    expect(packed?.name).toBe('@vestibule/api-client');
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'index.js', 'index.d.ts', 'program.js', 'program.d.ts', 'schema.gen.d.ts']));
    expect(files.filter((path) => /test|(?<!\.d)\.ts$/.test(path))).toEqual([]);
  });

  it('runs as plain JavaScript, and types what it answers', () => {
    const program = `
      import { createProgramClient, dataOf, once, ProblemError } from '@vestibule/api-client/program';
      import { createApiClient } from '@vestibule/api-client';
      const client = createProgramClient({ baseUrl: 'http://api.example', credentials: { token: 't' }, fetch: async () => Response.json({ items: [{ name: 'Business customers' }], nextCursor: null }) });
      const { items } = await dataOf(client.GET('/v1/templates'));
      if (typeof createApiClient !== 'function' || typeof ProblemError !== 'function') throw new Error('incomplete');
      console.log(items.map(({ name }) => name.toUpperCase()).join(), Object.keys(once('k')).join());
    `;
    writeFileSync(join(folder, 'program.mjs'), program);
    expect(execFileSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' })).toBe('BUSINESS CUSTOMERS Idempotency-Key\n');
    const tsc = join(here, 'node_modules', 'typescript', 'bin', 'tsc');
    writeFileSync(join(folder, 'program.mts'), `${program}\n// @ts-expect-error a name is a text\nitems[0]?.name.toFixed();\n`);
    const checked = spawnSync(process.execPath, [tsc, '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2024,dom', 'program.mts'], { cwd: folder, encoding: 'utf8' });
    expect(checked.stdout).toBe('');
  });
});
