// Stands for the product: ends in order when asked, and when its launcher is gone; says its number once it can.
setInterval(() => undefined, 1000);
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
console.log(`pid ${process.pid}`);
