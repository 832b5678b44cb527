import { startPostgres } from '../src/index.ts';

// A launcher that tests can kill: starts PostgreSQL in the folder given and says where it is.
const running = await startPostgres({ dir: process.argv[2] ?? '' });
process.stdout.write(`${JSON.stringify({ url: running.url, pid: running.pid })}\n`);
