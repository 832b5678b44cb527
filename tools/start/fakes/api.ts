import { createServer } from 'node:http';

const server = createServer((request, response) => {
  if (request.url === '/readyz') response.end('ready');
  else response.end(JSON.stringify({ pid: process.pid, databaseUrl: process.env['DATABASE_URL'], masterKey: process.env['MASTER_KEY'] }));
});
server.listen(Number(process.env['PORT']), '127.0.0.1', () => console.log(JSON.stringify({ level: 30, msg: 'listening' })));

const end = () => server.close(() => process.exit(0));
// A program that hangs at its end must not hold up the others.
process.on('SIGTERM', process.env['FAKE_STUBBORN'] ? () => undefined : end);
process.on('disconnect', () => process.exit(0));
