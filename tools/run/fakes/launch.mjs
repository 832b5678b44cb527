import { serve } from '../serve.mjs';

process.exit(await serve(process.execPath, process.argv[2] ?? '', []));
