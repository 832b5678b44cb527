import { reactive } from 'vue';
import { useFailureText } from '../problem-text.ts';
import type { TimedCheck } from '../api.ts';

type Test = { running: boolean; latencyMs: number | null; failure: string };
type Tests = { run: (id: string) => Promise<void>; isRunning: (id: string) => boolean; latencyOf: (id: string) => number | null; failureOf: (id: string) => string };

/** Tests made on this page, several at a time; what they found is kept by the server and read again with the list. */
export function useTests(check: (id: string) => Promise<TimedCheck>): Tests {
  const failureText = useFailureText();
  const made = reactive(new Map<string, Test>());
  return {
    async run(id) {
      made.set(id, { running: true, latencyMs: null, failure: '' });
      const outcome = await check(id).then(
        ({ latencyMs }) => ({ latencyMs, failure: '' }),
        (error: unknown) => ({ latencyMs: null, failure: failureText(error) }),
      );
      made.set(id, { running: false, ...outcome });
    },
    isRunning: (id) => made.get(id)?.running ?? false,
    latencyOf: (id) => made.get(id)?.latencyMs ?? null,
    failureOf: (id) => made.get(id)?.failure ?? '',
  };
}
