/** What a mail server on the way says about one mail (RFC 3464). */
export type DeliveryReport = {
  /** `delivered` is of no further interest. */
  action: 'failed' | 'delayed' | 'delivered';
  /** Enhanced status code (RFC 3463), e.g. 5.1.1; empty when it gave none. */
  status: string;
  /** Its own words, e.g. `550 5.1.1 User unknown`; may be empty. */
  diagnostic: string;
};

/** `relayed` and `expanded` say that nobody will say more. */
const actions: Readonly<Record<string, DeliveryReport['action']>> = { failed: 'failed', delayed: 'delayed', delivered: 'delivered', relayed: 'delivered', expanded: 'delivered' };

/**
 * Reads the part `message/delivery-status` of a report. Of several recipients the worst counts; our mails have one.
 * @returns null when it tells of no recipient
 */
export function readDeliveryStatus(text: string): DeliveryReport | null {
  const groups = text.replaceAll('\r\n', '\n').replace(/\n[ \t]+/g, ' ').split(/\n{2,}/);
  const reports = groups.flatMap((group) => reportOf(fieldsOf(group)) ?? []);
  return reports.find(({ action }) => action === 'failed') ?? reports.find(({ action }) => action === 'delayed') ?? reports[0] ?? null;
}

function reportOf(fields: ReadonlyMap<string, string>): DeliveryReport | null {
  const action = actions[(fields.get('action') ?? '').toLowerCase()];
  if (!action) return null;
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? '';
  return { action, status, diagnostic: (fields.get('diagnostic-code') ?? '').replace(/^[\w-]+;\s*/, '') };
}

const fieldsOf = (group: string): Map<string, string> =>
  new Map(group.split('\n').flatMap((line): [string, string][] => {
    const [, name, value] = /^([\w-]+):\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
  }));
