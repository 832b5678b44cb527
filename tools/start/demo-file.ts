import { readJson } from './data-dir.ts';

/** What the demo's seeding tells people and tests (`.data/demo.json`). */
export type Demo = {
  apiUrl: string;
  consoleUrl: string;
  portalUrl: string;
  docsUrl: string;
  mailboxUrl: string;
  shareLink: string;
  admin: { email: string; password: string };
  apiClient: { clientId: string; clientSecret: string };
  adapter: { url: string; account: string; password: string };
  demoUser: { userId: string; password: string };
  /** Of the SCIM service `scimUrl` is what a connector is given: `/Users` is appended to it. */
  simulators: { broadworksUrl: string; webexUrl: string; scimUrl: string; scimToken: string };
};

/** The shape of Demo: every leaf is a text. */
const shape: { [Key in keyof Demo]: Demo[Key] extends string ? null : readonly (keyof Demo[Key])[] } = {
  apiUrl: null,
  consoleUrl: null,
  portalUrl: null,
  docsUrl: null,
  mailboxUrl: null,
  shareLink: null,
  admin: ['email', 'password'],
  apiClient: ['clientId', 'clientSecret'],
  adapter: ['url', 'account', 'password'],
  demoUser: ['userId', 'password'],
  simulators: ['broadworksUrl', 'webexUrl', 'scimUrl', 'scimToken'],
};

/** Reads the file; undefined when it is not there or lacks something. */
export function readDemo(path: string): Demo | undefined {
  const found = readJson(path);
  return isDemo(found) ? found : undefined;
}

function isDemo(value: unknown): value is Demo {
  const parts = Object(value) as Record<string, unknown>;
  return Object.entries(shape).every(([key, inner]) => {
    if (inner === null) return typeof parts[key] === 'string';
    const group = Object(parts[key]) as Record<string, unknown>;
    return inner.every((leaf) => typeof group[leaf] === 'string');
  });
}
