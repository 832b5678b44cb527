import type { Log } from './context.ts';

const PATIENCE_MS = 8_000;

/**
 * Ends the process in order on SIGTERM, SIGINT, or when the program that started it is gone; by force when that takes too long.
 * @param stop takes no new work and finishes what is in hand.
 */
export function stopOnSignal(log: Log, stop: () => Promise<void>): void {
  let stopping = false;
  const end = (cause: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ cause }, 'stopping');
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  if (process.send) process.on('disconnect', () => end('parent gone'));
}
