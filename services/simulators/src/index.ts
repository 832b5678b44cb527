export { startBroadworks, type BroadworksFault, type BroadworksSimulator } from './broadworks/start-broadworks.ts';
export { GUEST_PASSWORD, type BroadworksUser } from './broadworks/users.ts';
export type { SimulatedCall } from './call-record.ts';
export type { HttpFault } from './http-faults.ts';
export type { Address, Simulator } from './http-simulator.ts';
export type { Rule } from './script-rules.ts';
export type { AccountFields, WebexAccount, WebexError, WebexPackage, WebexStatus } from './webex/account.ts';
export { DEFAULT_WEBEX_ACCESS_TOKEN, startWebex, type WebexOptions, type WebexSimulator } from './webex/start-webex.ts';
export type { WebexFault } from './webex/webex-faults.ts';
