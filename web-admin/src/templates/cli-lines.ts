/**
 * The bwcli lines that make a BroadWorks application server call our adapter for the whole system: the adapter's address and
 * account under Interface/Messaging, and users active by default under Service/IntegratedIMP. The service domain is asked for
 * by BroadWorks and ignored by us.
 */
export function cliLines(adapter: { url: string; account: string; password: string }): string {
  return [
    'AS_CLI/Interface/Messaging',
    `set provisioningUrl ${adapter.url}`,
    `set provisioningUserId ${adapter.account}`,
    `set provisioningPassword ${adapter.password}`,
    'set enableSynchronization true',
    'AS_CLI/Service/IntegratedIMP',
    `set serviceDomain ${new URL(adapter.url).hostname}`,
    'DefaultAttribute',
    'set userAttrIsActive true',
  ].join('\n');
}
