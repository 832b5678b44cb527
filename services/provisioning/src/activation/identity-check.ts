/** What BroadWorks tells about a user whose password it accepted. Names as BroadWorks uses them, numbers untouched. */
export type BroadworksProfile = {
  userId: string;
  firstName: string;
  lastName: string;
  groupId: string;
  serviceProvider: string;
  isEnterprise: boolean;
  number: string | null;
  extension: string | null;
};

export type IdentityAnswer =
  | { outcome: 'accepted'; profile: BroadworksProfile }
  | { outcome: 'refused' }
  | { outcome: 'locked' }
  | { outcome: 'unavailable'; reason: string };

/** PORT: proves that a person owns a BroadWorks account. Implemented over XSI-Actions in adapters/broadworks. */
export type IdentityCheck = {
  /** @param userId complete, with its domain. The password is sent on and kept nowhere. */
  check(cluster: { xsiUrl: string }, userId: string, password: string): Promise<IdentityAnswer>;
  /** Does something that speaks XSI answer there? */
  probe(cluster: { xsiUrl: string }): Promise<'reachable' | 'unreachable' | 'not_xsi'>;
};
