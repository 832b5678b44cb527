import { fileURLToPath } from 'node:url';
import { installedPrograms } from './start/programs.ts';
import { runToTheEnd } from './start/process.ts';

// What `npm start` runs after install and build: the whole product on this machine, until it is told to end.
const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '');
await runToTheEnd(root, installedPrograms(root));
