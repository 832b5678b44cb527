import type { KindDeclaration } from '../../connectors/kind.ts';

/** Records that the user is provisioned and calls nothing. */
export type RecordSettings = { kind: 'none' };

export const none: KindDeclaration<RecordSettings> = {
  about: 'Records that users are provisioned and calls nothing.',
  externalKey: null,
  takes: {},
  required: [],
  shows: {},
  auths: [],
  limits: { callsPerSecond: 100, concurrency: 50, openAfter: 5 },
  errors: {},
  prechecks: false,
  settings: () => ({ kind: 'none' }),
  addresses: () => [],
  tokens: () => null,
};
