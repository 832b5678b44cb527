const longestWaitMs = 20_000;
const asked = new Map<string, Promise<Response>>();

/** Asks before the page's script has arrived; whoever asks the same later gets this answer, once. */
export function askEarly(path: string): void {
  const answer = fetch(path, { signal: AbortSignal.timeout(longestWaitMs) });
  // Whoever takes it hears of the failure; until then it must not count as one that nobody looked at.
  answer.catch(() => undefined);
  asked.set(path, answer);
}

export function takeEarly({ method, url }: Request): Promise<Response> | undefined {
  const { pathname } = new URL(url);
  const answer = method === 'GET' ? asked.get(pathname) : undefined;
  asked.delete(pathname);
  return answer;
}
