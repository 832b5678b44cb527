/** One call as the simulator saw it. `status` is null when no answer was given; `fault` names the misbehaviour played. */
export type SimulatedCall = {
  at: string;
  method: string;
  path: string;
  userId: string | null;
  email: string | null;
  status: number | null;
  fault: string | null;
  body: unknown;
};

export type CallRecord = {
  /** Records a call; the returned entry may be completed when the answer is known. */
  add(call: Pick<SimulatedCall, 'method' | 'path'> & Partial<SimulatedCall>): SimulatedCall;
  list(): SimulatedCall[];
  clear(): void;
};

// A demo may run for weeks; the newest calls are the ones anybody asks about.
const KEPT_CALLS = 5_000;

export const createCallRecord = (): CallRecord => {
  let calls: SimulatedCall[] = [];
  return {
    add(call) {
      const entry: SimulatedCall = {
        at: new Date().toISOString(), userId: null, email: null, status: null, fault: null, ...call, body: withoutSecrets(call.body ?? null),
      };
      calls.push(entry);
      if (calls.length > KEPT_CALLS) calls = calls.slice(-KEPT_CALLS);
      return entry;
    },
    list: () => calls.map((call) => ({ ...call })),
    clear() {
      calls = [];
    },
  };
};

/** A copy in which the value of every field named like a secret is replaced, however deep it sits. */
const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, /passw|secret|token|authorization/i.test(key) ? '[not recorded]' : withoutSecrets(inner)]);
  return Object.fromEntries(entries);
};
