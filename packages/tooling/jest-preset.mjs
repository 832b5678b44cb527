import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Jest settings for a package whose tests run in Node: Node.js itself loads the modules, TypeScript included (decision 50). */
export const nodePreset = {
  testEnvironment: here('./jest-native/environment.mjs'),
  testRunner: here('./jest-native/test-runner.mjs'),
  injectGlobals: false,
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'json', 'node'],
  transform: { '\\.ts$': here('./jest-ts.mjs') },
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};

/** Jest settings for a package with Vue components: a world of its own for each file, in jsdom. */
export const vuePreset = {
  ...nodePreset,
  testEnvironment: 'jsdom',
  testRunner: 'jest-circus/runner',
  injectGlobals: true,
  testEnvironmentOptions: { customExportConditions: ['node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts', '.vue'],
  moduleFileExtensions: ['vue', ...nodePreset.moduleFileExtensions],
  transform: { ...nodePreset.transform, '\\.vue$': here('./jest-vue.mjs') },
};
