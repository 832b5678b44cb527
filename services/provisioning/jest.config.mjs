import { nodePreset } from '@vestibule/tooling/jest-preset';

export default {
  ...nodePreset,
  displayName: 'provisioning',
  // A journey takes seconds where several suites share two cores.
  testTimeout: 30_000,
  setupFilesAfterEnv: ['./test/second-try.ts'],
  globalSetup: './test/global-setup.ts',
  globalTeardown: './test/global-teardown.ts',
};
