import { describe, expect, it, jest } from '@jest/globals';
import NativeEnvironment from './environment.mjs';

const RETRIES = Symbol.for('RETRY_TIMES');
const HANDLERS = Symbol.for('EVENT_HANDLERS');
const world = globalThis as unknown as Record<symbol, unknown>;

describe('the world of a test file that Node.js loads', () => {
  it('is put back in order when the file is done: environment, console, spies, retries', async () => {
    const [handlers, retries, own, exit] = [world[HANDLERS], world[RETRIES], console, process.exit];
    const environment = new NativeEnvironment();
    process.env['VESTIBULE_OF_ONE_FILE'] = 'yes';
    process.env['PATH'] = `/elsewhere:${process.env['PATH']}`;
    const spy = environment.moduleMocker.spyOn(Math, 'max').mockReturnValue(7);
    world[RETRIES] = '3';
    globalThis.console = { ...console };
    process.exit = (() => undefined) as unknown as typeof process.exit;

    await environment.teardown();

    const left = { name: process.env['VESTIBULE_OF_ONE_FILE'], path: process.env['PATH']?.startsWith('/elsewhere'), max: Math.max(1, 2), retries: world[RETRIES], console: globalThis.console === own, exit: process.exit === exit };
    // Jest itself goes on with this file.
    [world[HANDLERS], world[RETRIES]] = [handlers, retries];
    spy.mockRestore();
    expect(left).toEqual({ name: undefined, path: false, max: 2, retries: undefined, console: true, exit: true });
  });

  it('knows Jest by what is imported, and by nothing global', () => {
    expect(['describe', 'it', 'expect', 'jest'].filter((name) => name in globalThis)).toEqual([]);
    expect(jest.fn(() => 7)()).toBe(7);
    expect(expect.getState().testPath).toMatch(/environment\.test\.ts$/);
  });
});
