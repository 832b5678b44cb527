import { nodePreset } from '@vestibule/tooling/jest-preset';

export default {
  ...nodePreset,
  displayName: 'provisioning',
  globalSetup: './test/global-setup.ts',
  globalTeardown: './test/global-teardown.ts',
};
