import { spawn } from 'node:child_process';

// Stands for Jest: dies of a signal without a word to the program it has started, which would go on for ever.
const worker = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
console.log(`pid ${worker.pid}`);
setInterval(() => undefined, 1000);
