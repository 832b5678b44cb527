import { spawn } from 'node:child_process';

// Stands for npm, which runs scripts by a shell; the second command keeps the shell from becoming the first.
const [command = ''] = process.argv.slice(2);
spawn('sh', ['-c', `${command}; exit $?`], { stdio: 'inherit' });
