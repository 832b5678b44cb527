import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds, and how many a second one after the other. */
export type Timing = { p50: number; p95: number; perSecond: number; times: number };

/** Does `work` again and again, at most so long and so often; the first three times do not count. */
export async function timing(work: () => Promise<unknown>, { budgetMs = 1_200, most = 60 }: { budgetMs?: number; most?: number } = {}): Promise<Timing> {
  for (let times = 0; times < 3; times++) await work();
  const taken: number[] = [];
  const end = performance.now() + budgetMs;
  while (taken.length < 3 || (taken.length < most && performance.now() < end)) {
    const began = performance.now();
    await work();
    taken.push(performance.now() - began);
  }
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), perSecond: (taken.length * 1000) / taken.reduce((sum, one) => sum + one, 0), times: taken.length };
}

/** How many a second when so many ask at once. */
export async function throughput(work: () => Promise<unknown>, concurrency: number, budgetMs = 1_500): Promise<number> {
  const began = performance.now();
  let done = 0;
  const ask = async () => {
    while (performance.now() - began < budgetMs) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, ask));
  return (done * 1000) / (performance.now() - began);
}

/** Resident memory of a process, in bytes. */
export function memoryOf(pid: number | undefined): number {
  try {
    if (process.platform === 'linux') return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
  } catch {
    return 0;
  }
}

/** Looks at a process's memory twenty times a second while `work` goes on. */
export async function watchMemory<T>(pid: number | undefined, work: () => Promise<T>): Promise<{ result: T; before: number; peak: number }> {
  const before = memoryOf(pid);
  let peak = before;
  const stop = new AbortController();
  const watching = (async () => {
    while (!stop.signal.aborted) {
      peak = Math.max(peak, memoryOf(pid));
      await sleep(50, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  try {
    const result = await work();
    return { result, before, peak };
  } finally {
    stop.abort();
    await watching;
  }
}
