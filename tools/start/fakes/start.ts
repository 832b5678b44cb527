import { fileURLToPath } from 'node:url';
import { runToTheEnd } from '../process.ts';

// The supervisor over small stand-ins for the programs, for its own tests.
const fake = (name: string) => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
await runToTheEnd(process.cwd(), {
  migrate: fake('migrate'),
  api: fake('api'),
  worker: fake('worker'),
  demo: fake('demo'),
  simulators: fake('simulators'),
  adminPages: '/nowhere/admin',
  activationPages: '/nowhere/activation',
});
