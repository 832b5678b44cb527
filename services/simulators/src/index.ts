export { startBroadworks, type BroadworksFault, type BroadworksSimulator } from './broadworks/start-broadworks.ts';
export { GUEST_PASSWORD, type BroadworksUser } from './broadworks/users.ts';
export type { SimulatedCall } from './call-record.ts';
export type { HttpFault } from './http-faults.ts';
export type { Address, Simulator } from './http-simulator.ts';
export type { Rule } from './script-rules.ts';
