const signs = ['keydown', 'pointerdown'] as const;
const pauseMs = 5 * 60_000;

/** Whoever types or presses something is still there: the session, which ends after half an hour, is renewed by asking. */
export function keepAlive(ask: () => Promise<void>): () => void {
  let asked = Date.now();

  function notice(): void {
    if (Date.now() - asked < pauseMs) return;
    asked = Date.now();
    void ask();
  }

  for (const sign of signs) addEventListener(sign, notice, { passive: true });
  return () => signs.forEach((sign) => removeEventListener(sign, notice));
}
