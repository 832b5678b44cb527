console.error(JSON.stringify({ level: 40, msg: 'the worker has a worry' }));
setInterval(() => undefined, 1000);
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
