// Stands for the product: says its number, ends in order when asked, and when its launcher is gone.
console.log(`pid ${process.pid}`);
setInterval(() => undefined, 1000);
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
