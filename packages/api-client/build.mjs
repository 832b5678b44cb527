import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Makes the package that is published: `dist` is it whole (JavaScript, types, README, licence), so `npm publish dist` is all.
// Another folder may be named.
const here = fileURLToPath(new URL('.', import.meta.url));
const dist = process.argv[2] ?? join(here, 'dist');
const own = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const versionOf = (/** @type {string} */ name) => JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8')).version;

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [join(here, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(here, 'tsconfig.build.json'), '--outDir', dist], { stdio: 'inherit' });
// The compiler rewrites the imports of the JavaScript, and leaves those of the types as they were.
for (const file of readdirSync(dist).filter((name) => name.endsWith('.d.ts'))) {
  const path = join(dist, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/(from '\.\/[\w.-]+)\.ts'/g, "$1.js'").replace(/(from "\.\/[\w.-]+)\.ts"/g, '$1.js"'));
}

const entry = (/** @type {string} */ name) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });
writeFileSync(
  join(dist, 'package.json'),
  `${JSON.stringify(
    {
      name: own.name,
      version: own.version,
      description: own.description,
      license: own.license,
      keywords: own.keywords,
      type: 'module',
      sideEffects: false,
      exports: { '.': entry('index'), './program': entry('program'), './package.json': './package.json' },
      engines: { node: '>=20' },
      dependencies: { 'openapi-fetch': versionOf('openapi-fetch') },
    },
    null,
    2,
  )}\n`,
);
cpSync(join(here, 'README.md'), join(dist, 'README.md'));
cpSync(join(here, '..', '..', 'LICENSE'), join(dist, 'LICENSE'));
