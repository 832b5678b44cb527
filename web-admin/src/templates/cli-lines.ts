/** Commands for one level of bwcli, ready to paste there. */
export type CliBlock = { level: string; commands: string };

/**
 * What makes a BroadWorks application server call our adapter for the whole system: the adapter's address and account under
 * Interface/Messaging, and users active by default under Service/IntegratedIMP. BroadWorks asks for a service domain there;
 * we ignore its value.
 */
export function cliBlocks(adapter: { url: string; account: string; password: string }): CliBlock[] {
  return [
    {
      level: 'AS_CLI/Interface/Messaging',
      commands: [
        `set provisioningUrl ${adapter.url}`,
        `set provisioningUserId ${adapter.account}`,
        `set provisioningPassword ${adapter.password}`,
        'set enableSynchronization true',
      ].join('\n'),
    },
    { level: 'AS_CLI/Service/IntegratedIMP', commands: `set serviceDomain ${new URL(adapter.url).hostname}` },
    { level: 'AS_CLI/Service/IntegratedIMP/DefaultAttribute', commands: 'set userAttrIsActive true' },
  ];
}
