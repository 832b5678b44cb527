import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { problem } from '../problems.ts';
import { type Authorization, CloudError } from '../provisioning/cloud.ts';
import { authOf } from './connector.ts';
import { declarationOf } from './kinds.ts';
import { openSecrets, sealSecrets } from './secrets.ts';
import { type ConnectorRow, findConnector, lockConnector, noteToken } from './store.ts';
import type { TokenExchange } from './token-request.ts';

/** A token that ends so soon might end on the way. */
const SPARE_MS = 60_000;
/** How long a token is used whose end the platform does not tell. */
const UNTOLD_SECONDS = 300;

/**
 * The token of a connector. One that was got by OAuth is kept sealed and shared by all processes; when it ends, or the platform refuses
 * it, one of them gets another while the others wait for the row.
 */
export function authorizationOf(ctx: Context, id: string): Authorization {
  return {
    async token() {
      const row = await inTransaction(ctx, (ctx) => load(ctx, id));
      return usableToken(ctx, row) ?? renewed(ctx, id, null);
    },
    async renew(refused) {
      const row = await inTransaction(ctx, (ctx) => load(ctx, id));
      return isGiven(row) ? null : renewed(ctx, id, refused);
    },
  };
}

async function load(ctx: TxContext, id: string): Promise<ConnectorRow> {
  const row = await findConnector(ctx.db, ctx.providerId, id);
  if (!row) throw problem('connector.not_found');
  return row;
}

const isGiven = ({ settings }: ConnectorRow): boolean => [null, 'access_token'].includes(authOf(settings));

function usableToken(ctx: Context, row: ConnectorRow): string | null {
  const { accessToken } = row.secrets;
  if (accessToken === undefined) return isGiven(row) ? '' : null;
  const over = !isGiven(row) && (row.tokenExpiresAt?.getTime() ?? 0) < ctx.clock.now().getTime() + SPARE_MS;
  return over ? null : ctx.vault.open(accessToken, row.id);
}

/**
 * Under the lock of the row: whoever comes second finds what the first one got. A new refresh token is in the database before its
 * access token is used, since the platform may have forgotten the old one.
 * @throws CloudError
 */
async function renewed(ctx: Context, id: string, refused: string | null): Promise<string> {
  const outcome = await inTransaction(ctx, async (ctx) => {
    const row = await lockConnector(ctx.db, ctx.providerId, id);
    if (!row) throw problem('connector.not_found');
    const present = usableToken(ctx, row);
    if (present !== null && present !== refused) return present;
    const answer = await ctx.requestToken(exchangeOf(ctx, row));
    if (answer.result === 'refused') {
      await noteToken(ctx.db, ctx.providerId, id, { secrets: withoutToken(row), tokenExpiresAt: null });
      return new CloudError('answered', answer.detail, { status: 401, code: 'cloud.credentials_refused' });
    }
    if (answer.result === 'unreachable') return new CloudError('unreached', answer.detail, { retryAfterSeconds: answer.retryAfterSeconds });
    const { accessToken, refreshToken, expiresInSeconds } = answer;
    const sealed = sealSecrets(ctx, id, { accessToken, ...(refreshToken && { refreshToken }) });
    const tokenExpiresAt = new Date(ctx.clock.now().getTime() + (expiresInSeconds ?? UNTOLD_SECONDS) * 1000);
    await noteToken(ctx.db, ctx.providerId, id, { secrets: { ...row.secrets, ...sealed }, tokenExpiresAt });
    if (refreshToken) await recordEvent(ctx, { type: 'connector.token_renewed', subject: row.name, data: { connectorId: id } });
    return accessToken;
  });
  if (outcome instanceof CloudError) throw outcome;
  return outcome;
}

function exchangeOf(ctx: Context, { id, settings, secrets }: ConnectorRow): TokenExchange {
  const exchange = declarationOf(settings).tokens(settings, openSecrets(ctx, id, secrets));
  if (!exchange) throw new Error('no token is got for this way in');
  return exchange;
}

const withoutToken = ({ secrets: { accessToken: _over, ...others } }: ConnectorRow): ConnectorRow['secrets'] => others;
