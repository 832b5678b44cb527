import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { effectScope, ref } from 'vue';
import { usePolling } from './use-polling.ts';

describe('usePolling', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('asks while something is under way, and waits for the answer before it asks again', async () => {
    const [active, answers] = [ref(true), [] as (() => void)[]];
    const scope = effectScope();
    scope.run(() => usePolling(() => active.value, () => new Promise<void>((resolve) => answers.push(resolve))));
    await jest.advanceTimersByTimeAsync(1_400);
    expect(answers).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(answers).toHaveLength(1);
    answers[0]?.();
    await jest.advanceTimersByTimeAsync(1_500);
    expect(answers).toHaveLength(2);
    answers[1]?.();
    active.value = false;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(answers).toHaveLength(2);
    active.value = true;
    await jest.advanceTimersByTimeAsync(1_500);
    expect(answers).toHaveLength(3);
    // Where no answer comes at all, it is asked anew.
    await jest.advanceTimersByTimeAsync(15_000);
    expect(answers).toHaveLength(4);
    scope.stop();
    answers[3]?.();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(answers).toHaveLength(4);
  });
});
