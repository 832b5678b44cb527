import { nodePreset } from '@vestibule/tooling/jest-preset';

export default { ...nodePreset, displayName: 'cli' };
