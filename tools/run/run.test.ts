import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from './child.mjs';
import { fingerprint, isStamped, stamp } from './fingerprint.mjs';
import { closingLine, readReport, sum } from './jest-report.mjs';
import { tooOld } from './node-version.mjs';
import { packages } from './workspace.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-run-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('tooOld', () => {
  it.each(['v20.19.0', 'v20.20.2', 'v21.0.0', 'v24.21.0'])('lets %s in', (version) => {
    expect(tooOld(version, [20, 19])).toBeUndefined();
  });

  it.each(['v8.17.0', 'v18.20.4', 'v20.18.9'])('names the version needed and %s in one line', (version) => {
    expect(tooOld(version, [20, 19])).toBe(`Vestibule needs Node.js 20.19 or newer; this is ${version}.`);
  });
});

describe('fingerprint', () => {
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const print = () => fingerprint(folder, ['src', 'lock.yaml']);

  it('stays when only results change, and changes with every source', () => {
    write('src/a.ts', '1');
    write('lock.yaml', 'x');
    const before = print();
    write('src/dist/a.js', 'built');
    write('src/node_modules/x/index.js', 'installed');
    expect(print()).toBe(before);

    write('src/a.ts', '2');
    const changed = print();
    write('src/b.ts', '');
    const added = print();
    rmSync(join(folder, 'lock.yaml'));

    expect(new Set([before, changed, added, print()]).size).toBe(4);
  });

  it('tells a renamed file from the old one', () => {
    write('src/a.ts', '1');
    const before = print();
    rmSync(join(folder, 'src/a.ts'));
    write('src/b.ts', '1');

    expect(print()).not.toBe(before);
  });

  it('is remembered by a stamp that only the same print matches', () => {
    const file = join(folder, 'stamp');
    expect(isStamped(file, 'one')).toBe(false);
    stamp(file, 'one');
    expect(isStamped(file, 'one')).toBe(true);
    expect(isStamped(file, 'two')).toBe(false);
  });
});

describe('readReport', () => {
  const report = (numbers: object) => {
    const file = join(folder, 'report.json');
    writeFileSync(file, JSON.stringify({ numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0, ...numbers }));
    return file;
  };

  it('counts failed tests and suites that did not run', () => {
    expect(readReport(report({ numFailedTests: 2, numRuntimeErrorTestSuites: 1 }), 1)).toEqual({ passed: 5, failed: 3 });
  });

  it('counts one failure when the run ended badly and no test says why', () => {
    expect(readReport(report({}), 1)).toEqual({ passed: 5, failed: 1 });
    expect(readReport(join(folder, 'absent.json'), 0)).toEqual({ passed: 0, failed: 1 });
  });

  it('adds up to one closing line', () => {
    expect(closingLine(sum([readReport(report({}), 0), { passed: 2, failed: 1 }]))).toBe('7 passed, 1 failed');
  });
});

describe('run', () => {
  it('tells the exit code and what was said', async () => {
    expect(await run(process.execPath, ['-e', "console.log('out'); console.error('err'); process.exitCode = 3"], { quiet: true })).toEqual({
      code: 3,
      output: expect.stringMatching(/out[^]*err|err[^]*out/),
    });
  });

  it('fails with the name of a program that does not exist', async () => {
    expect(await run('no-such-program', [], { quiet: true })).toEqual({ code: 127, output: expect.stringContaining('no-such-program') });
  });
});

describe('packages', () => {
  it('finds each folder of the workspace once', () => {
    const folders = packages().map((each) => each.folder);

    expect(folders).toEqual(expect.arrayContaining(['.', 'services/provisioning', 'services/simulators', 'packages/ui', 'web-admin', 'web-activation']));
    expect(new Set(folders).size).toBe(folders.length);
  });
});
