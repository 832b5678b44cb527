import { asSystem, type Context } from '../context.ts';
import type { Jobs } from '../jobs/catalog.ts';
import { remindUser } from './remind-user.ts';

/** The wake-up of somebody whose reminder is due. */
export const handleRemindUser = (ctx: Context, { providerId, subscriberId }: Jobs['remind-user']): Promise<void> => remindUser(asSystem(ctx, providerId, 'worker'), subscriberId);
