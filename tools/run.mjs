#!/usr/bin/env node
// What `npm start` and `npm test` call on a fresh clone. Read by any Node, however old, so that it can say what it needs.
import { tooOld } from './run/node-version.mjs';

const complaint = tooOld(process.version, [20, 19]);
if (complaint) {
  console.error(complaint);
  process.exit(1);
}
import('./run/commands.mjs')
  .then(({ runCommand }) => runCommand(process.argv[2] || 'help', process.argv.slice(3)))
  .then((code) => process.exit(code))
  .catch((error) => {
    console.error(error && error.name === 'StepFailed' ? error.message : error);
    process.exit(1);
  });
