import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Sequencer = require('@jest/test-sequencer').default;

// What takes longest, by the CPU and the waiting of a calm machine. A fresh clone knows of no earlier run, and whatever of these begins
// last is what everybody waits for.
const longest = [
  'test/examples', 'test/isolation', 'src/start-postgres', 'start/supervisor', 'test/cli', 'test/first-admin', 'test/connector-faults', 'bulk/run-bulk-operation', 'setup/first-start',
  'src/starting', 'test/crash', 'exports/routes', 'test/roles', 'webhooks/delivering', 'test/guessing', 'test/activation-model', 'test/published', 'journeys/templates', 'journeys/sign-in',
  'journeys/start-and-stop', 'journeys/portal-scenarios', 'journeys/portal-transitions', 'journeys/portal-states', 'journeys/user-status-list', 'journeys/admins', 'journeys/integrations',
].map((name) => `/${name}.test.ts`);

/** Jest's own order, which begins with what failed and took longest last time, behind the files known to take longest. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const at = longest.findIndex((name) => path.endsWith(name));
      return at === -1 ? longest.length : at;
    };
    return super.sort(tests).sort((a, b) => place(a) - place(b));
  }
}
