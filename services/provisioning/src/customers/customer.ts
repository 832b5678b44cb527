/** Where the first administrator of a customer stands: `off` where there is none and the template does not ask for one first. */
export const firstAdminStates = ['off', 'waiting', 'done'] as const;
export type FirstAdminState = (typeof firstAdminStates)[number];

export const firstAdminStateOf = (customer: { provisionAdminFirst: boolean; firstAdminSubscriberId: string | null }): FirstAdminState =>
  customer.firstAdminSubscriberId ? 'done' : customer.provisionAdminFirst ? 'waiting' : 'off';
