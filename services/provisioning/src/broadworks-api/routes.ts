import type { App } from '../http/app-type.ts';
import { absentRoutes, methodsByAddress } from './absent-routes.ts';
import enterpriseRoutes from './enterprise-routes.ts';
import { speakPublishedForm } from './published-errors.ts';
import subscriberRoutes from './subscriber-routes.ts';

/** The published Webex for BroadWorks API over our own use cases: a program written against it works by changing its base URL. */
export default async function broadworksRoutes(app: App): Promise<void> {
  speakPublishedForm(app);
  const methodsAt = methodsByAddress(app);
  await app.register(subscriberRoutes);
  await app.register(enterpriseRoutes);
  await app.register(absentRoutes, { methodsAt });
}

/** Whether an address belongs to this surface, for errors that come before routing. */
export const isPublishedAddress = (url: string): boolean => /^\/v1\/(?:broadworks(?:[/?]|$)|subscribers\/[^/?]*\/emails\/)/.test(url);
