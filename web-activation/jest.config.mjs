import { vuePreset } from '@vestibule/tooling/jest-preset';

export default { ...vuePreset, displayName: 'web-activation', testEnvironment: './test/browser.mjs' };
