import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium, { inflate } from '@sparticuz/chromium';

// Run on its own with TMPDIR set: the package unpacks into the folder for temporary files and takes whatever lies there.
const packed = fileURLToPath(new URL('../bin', import.meta.resolve('@sparticuz/chromium')));
await chromium.executablePath(packed);
// Libraries that a machine without a desktop lacks (NSS, NSPR, expat).
await inflate(join(packed, 'al2023.tar.br'));
