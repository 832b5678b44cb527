import { asSystem, type Context } from '../context.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { makeExport } from './make-export.ts';

/** The wake-up of an export. */
export const handleMakeExport = (ctx: Context, { providerId, exportId }: Jobs['make-export']): Promise<void> => makeExport(asSystem(ctx, providerId, 'worker'), exportId);
