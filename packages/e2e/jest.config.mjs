import { nodePreset } from '@vestibule/tooling/jest-preset';

// Two journeys at a time, each beside a product of its own: a browser test waits more than it works.
export default {
  ...nodePreset,
  displayName: 'e2e',
  testSequencer: '@vestibule/tooling/longest-first',
  globalSetup: './src/global-setup.ts',
  globalTeardown: './src/global-teardown.ts',
  setupFilesAfterEnv: ['./src/second-try.ts'],
  maxWorkers: 2,
  testTimeout: 60_000,
};
