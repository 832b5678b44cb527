import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What people and tests need to know about the running demo. */
export type DemoFile = {
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
  simulators: { broadworksUrl: string; webexUrl: string; scimUrl: string; scimToken: string };
};

/** The API client that an earlier start made: its secret is nowhere else. */
export function readApiClient(path: string): DemoFile['apiClient'] | null {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as Partial<DemoFile>).apiClient ?? null;
  } catch {
    return null;
  }
}

/** Written whole or not at all, and readable by the owner only: it holds passwords. */
export function writeDemoFile(path: string, content: DemoFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}
