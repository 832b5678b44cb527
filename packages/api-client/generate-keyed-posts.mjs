import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

// Which calls need an Idempotency-Key: types are gone when a program runs, so the paths stand in a file of their own.
const { paths } = parse(readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8'));
const takesKey = (/** @type {{ parameters?: { name: string, required?: boolean }[] }} */ { parameters = [] }) => parameters.some(({ name, required }) => name === 'Idempotency-Key' && required);
const keyed = Object.keys(paths).filter((path) => takesKey(paths[path].post ?? {}));
const text = `/** Made from openapi.yaml by \`npm run gen\`: the paths whose POST needs an Idempotency-Key. */\nexport const keyedPosts: readonly string[] = [\n${keyed.map((path) => `  '${path}',\n`).join('')}];\n`;
writeFileSync(new URL('src/keyed-posts.gen.ts', import.meta.url), text);
