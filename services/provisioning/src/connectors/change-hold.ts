import { requireRight } from '../access.ts';
import { type Context, inTransaction } from '../context.ts';
import { problem } from '../problems.ts';
import { type DescribedConnector, describeConnectors } from './describe-connectors.ts';
import { changeHold as changeGateHold } from './pass-gate.ts';
import { lockConnector } from './store.ts';

/**
 * Ends the hold of a connector, or lets the next piece of work try at once whether the platform is well again. Without a hold it
 * changes nothing, so that two admins do not get into each other's way.
 * @throws connector.not_found
 */
export async function changeHold(ctx: Context, id: string, how: 'probe' | 'close'): Promise<DescribedConnector> {
  requireRight(ctx, 'integrations:write');
  return inTransaction(ctx, async (ctx) => {
    const row = await lockConnector(ctx.db, ctx.providerId, id);
    if (!row) throw problem('connector.not_found');
    await changeGateHold(ctx, row, how);
    const [described] = await describeConnectors(ctx, [row]);
    if (!described) throw problem('connector.not_found');
    return described;
  });
}
