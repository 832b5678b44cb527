/** Everything a check can find. Codes are never renamed, only added. */
export const findingCodes = [
  'untrusted_emails.on',
  'untrusted_emails.off',
  'share_link.ok',
  'share_link.wrong_host',
  'share_link.unreachable',
  'share_link.other_page',
  'share_link.own_elsewhere',
  'share_link.own_unreachable',
  'cluster.reachable',
  'cluster.unreachable',
  'cluster.not_xsi',
  'connector.accepted',
  'connector.refused',
  'connector.unreachable',
  'adapter.no_refusals',
  'adapter.refused',
  'adapter.refused_before',
  'sender.allowed',
  'sender.refused',
  'sender.unreachable',
  'texts.complete',
  'texts.missing',
  'support.given',
  'support.missing',
  'contrast.readable',
  'contrast.dark_text',
  'contrast.low',
  'users.handed_over',
  'users.none',
  'cluster.slow',
  'cluster.default_domain',
  'cluster.no_default_domain',
  'scim.no_refusals',
  'scim.refused',
  'scim.refused_before',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export const severities = ['ok', 'warning', 'problem'] as const;
export const findingOwners = ['you', 'provider_admin', 'broadworks_admin', 'cloud_admin', 'identity_admin'] as const;

/** One thing that was looked at, and who can mend it when it is not right. */
export type Finding = {
  code: FindingCode;
  severity: (typeof severities)[number];
  owner: (typeof findingOwners)[number];
  /** The setting it is about, named as in the API. */
  field: string | null;
  detail: string | null;
};

/** What a check looks at, in the order in which it is told; a finding's code begins with its part. */
export const checkParts = ['untrusted_emails', 'share_link', 'cluster', 'connector', 'adapter', 'scim', 'users', 'sender', 'texts', 'support', 'contrast'] as const;
export type CheckPart = (typeof checkParts)[number];
export const partOf = ({ code }: Pick<Finding, 'code'>): CheckPart => checkParts.find((part) => code.startsWith(`${part}.`)) ?? 'untrusted_emails';

/** The worst of what was found; null where nothing was looked at. */
export const worstOf = (findings: readonly Finding[]): Finding['severity'] | null =>
  findings.length === 0 ? null : findings.some(({ severity }) => severity === 'problem') ? 'problem' : findings.some(({ severity }) => severity === 'warning') ? 'warning' : 'ok';

/** A warning leaves things working; a problem does not. */
export const isAllRight = (findings: readonly Finding[]): boolean => findings.every(({ severity }) => severity !== 'problem');
