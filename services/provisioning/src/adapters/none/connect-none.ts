import type { Cloud, CloudAccount, CloudSubscriber } from '../../provisioning/cloud.ts';

const recorded = ({ userId, package: pack, email }: CloudSubscriber): CloudAccount => ({ ref: `record:${userId}`, personId: null, state: 'ready', package: pack, email, failure: null });

/** Record only: no platform is called, and whatever is asked for counts as done. */
export const connectNone = (): Cloud => ({
  traits: { recordOnly: true, synchronous: true, changesEmail: true, prechecks: false, requests: { look: 0, make: 0, change: 0 } },
  find: async () => null,
  create: async (subscriber) => recorded(subscriber),
  precheck: async () => undefined,
  changePackage: async (_ref, subscriber) => recorded(subscriber),
  askConsent: async () => undefined,
  remove: async () => undefined,
  check: async () => ({ result: 'accepted' }),
  changesWith: async () => null,
  preview: () => ({}),
  calls: () => 0,
  lastTrackingId: () => null,
});
