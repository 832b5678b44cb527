import { createHmac } from 'node:crypto';

/**
 * The demo's passwords follow from the installation's own key: random for everybody else, the same at every start,
 * so that a lost demo.json can be written again.
 */
export const demoPassword = (masterKey: Buffer, whose: 'admin' | 'adapter' | 'user'): string =>
  createHmac('sha256', masterKey).update(`demo ${whose}`).digest('base64url').replace(/[-_]/g, 'x').slice(0, 16);
