import { nodePreset } from '@vestibule/tooling/jest-preset';

// One product for all journeys, and one journey at a time: they share two cores with everything they start.
export default {
  ...nodePreset,
  displayName: 'e2e',
  globalSetup: './src/global-setup.ts',
  globalTeardown: './src/global-teardown.ts',
  setupFilesAfterEnv: ['./src/second-try.ts'],
  maxWorkers: 1,
  testTimeout: 60_000,
};
