/** closed: work goes through. open: work waits, but for a probe now and then. */
export type GateState = 'closed' | 'open';
