/** Everything a check can find. Codes are never renamed, only added. */
export const findingCodes = [
  'untrusted_emails.on',
  'untrusted_emails.off',
  'share_link.ok',
  'share_link.wrong_host',
  'cluster.reachable',
  'cluster.unreachable',
  'cluster.not_xsi',
  'connector.accepted',
  'connector.refused',
  'connector.unreachable',
  'adapter.no_refusals',
  'adapter.refused',
  'sender.allowed',
  'sender.refused',
  'sender.unreachable',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export const severities = ['ok', 'warning', 'problem'] as const;
export const findingOwners = ['you', 'provider_admin', 'broadworks_admin', 'cloud_admin'] as const;

/** One thing that was looked at, and who can mend it when it is not right. */
export type Finding = {
  code: FindingCode;
  severity: (typeof severities)[number];
  owner: (typeof findingOwners)[number];
  /** The setting it is about, named as in the API. */
  field: string | null;
  detail: string | null;
};

/** A warning leaves things working; a problem does not. */
export const isAllRight = (findings: readonly Finding[]): boolean => findings.every(({ severity }) => severity !== 'problem');
