import { fileURLToPath } from 'node:url';

const transformer = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Jest settings for a package whose tests run in Node: TypeScript by erasure, native ES modules. */
export const nodePreset = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'mjs', 'js', 'json', 'node'],
  transform: { '\\.ts$': transformer('./jest-ts.mjs') },
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};

/** Jest settings for a package with Vue components: the same, in jsdom. */
export const vuePreset = {
  ...nodePreset,
  testEnvironment: 'jsdom',
  testEnvironmentOptions: { customExportConditions: ['node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts', '.vue'],
  moduleFileExtensions: ['vue', ...nodePreset.moduleFileExtensions],
  transform: { ...nodePreset.transform, '\\.vue$': transformer('./jest-vue.mjs') },
};
