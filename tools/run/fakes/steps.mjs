import { fileURLToPath } from 'node:url';
import { endStepsOnSignals, run } from '../child.mjs';

// Stands for `npm test`: runs a step that starts a program of its own, as Jest starts its workers.
endStepsOnSignals();
await run(process.execPath, [fileURLToPath(new URL('boss.mjs', import.meta.url))]);
