import { nodePreset } from '@vestibule/tooling/jest-preset';

export default { ...nodePreset, displayName: 'api-client' };
