import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase } from '../test/database.ts';
import { environment, freePort, run, startApi } from '../test/programs.ts';

// Whole processes are started here, which takes its time where many share two cores.
jest.setTimeout(120_000);

describe.each(['api', 'worker'] as const)('the program %s', (program) => {
  it('lists everything that is wrong with its settings, ends with 1 and shows no stack', () => {
    const { status, stderr, stdout } = run(program, { PUBLIC_URL: 'http://activate.example.com', MASTER_KEY: 'changeme' });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    for (const name of ['DATABASE_URL is missing', 'SMTP_URL is missing', 'MAIL_FROM is missing', 'PUBLIC_URL must begin with https', 'MASTER_KEY must be exactly 32 bytes']) expect(stderr).toContain(name);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('says in one line that the database does not answer, without its password', async () => {
    const { status, stderr } = run(program, environment(`postgres://someone:kx93hd72@127.0.0.1:${await freePort()}/vestibule`));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The database "vestibule" at 127\.0\.0\.1:\d+ does not answer \(ECONNREFUSED\): .+\n$/);
    expect(stderr).not.toContain('kx93hd72');
  });
});

describe('a program with a database', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  const changed = (change: (url: URL) => void) => {
    const url = new URL(database.url);
    change(url);
    return url.href;
  };

  it('says that the database has no such name, or no tables yet', () => {
    expect(run('api', environment(changed((url) => (url.pathname = '/not_there'))))).toMatchObject({ status: 1, stderr: expect.stringMatching(/^The database "not_there" at .+ does not exist: .+\n$/) });
    expect(run('worker', environment(changed((url) => (url.pathname = '/template1'))))).toMatchObject({ status: 1, stderr: expect.stringMatching(/has no tables yet\. Run "node src\/migrate\.ts" first\.\n$/) });
  });

  it('says that its port is taken', async () => {
    const first = await startApi(environment(database.url));
    try {
      const second = run('api', environment(database.url, { PORT: new URL(first.url).port }));
      expect(second).toMatchObject({ status: 1, stderr: expect.stringContaining('is taken by another program') });
    } finally {
      await first.stop();
    }
  });
});
