import { vuePreset } from '@vestibule/tooling/jest-preset';

export default { ...vuePreset, displayName: 'web-admin', testEnvironment: './test/browser.mjs' };
