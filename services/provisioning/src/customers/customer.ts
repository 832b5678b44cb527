/** What BroadWorks knows a customer by: an enterprise is its own customer; a group is one inside its service provider. */
export const enterpriseIdOf = (facts: { serviceProviderId: string; groupId: string; isEnterprise: boolean }): string =>
  facts.isEnterprise ? facts.serviceProviderId : `${facts.serviceProviderId}+${facts.groupId}`;

/** Where the first administrator of a customer stands: `off` where there is none and the template does not ask for one first. */
export const firstAdminStates = ['off', 'waiting', 'done'] as const;
export type FirstAdminState = (typeof firstAdminStates)[number];

export const firstAdminStateOf = (customer: { provisionAdminFirst: boolean; firstAdminSubscriberId: string | null }): FirstAdminState =>
  customer.firstAdminSubscriberId ? 'done' : customer.provisionAdminFirst ? 'waiting' : 'off';

/** However many wait and press, the first user of a customer is reminded once in so long. */
export const REMIND_AGAIN_MS = 4 * 3_600_000;
