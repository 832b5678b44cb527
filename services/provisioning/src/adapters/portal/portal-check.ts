import type { PortalAnswer, PortalCheck } from '../../templates/portal-check.ts';
import { exchangeHttp, type HttpResult } from '../http-exchange.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 64 * 1024;
/** Stands in the head of web-activation's page. */
const MARK = /<meta\s+name="application-name"\s+content="vestibule-activation"/;

/** Opens the page, and asks the API beside it, where the page itself will. */
export function createPortalCheck({ timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {}): PortalCheck {
  return {
    async open(shareLink, { allowPrivate }): Promise<PortalAnswer> {
      const get = (url: string, accept: string) => exchangeHttp({ method: 'GET', url, headers: { accept }, timeoutMs, maxBytes: MAX_BYTES, allowPrivate });
      const { origin, pathname } = new URL(shareLink);
      const shareKey = pathname.split('/').at(-1) ?? '';
      const [page, api] = await Promise.all([get(shareLink, 'text/html'), get(`${origin}/v1/activation/${shareKey}`, 'application/json')]);
      if (page.kind !== 'answered' || isGatewayFailure(page) || api.kind !== 'answered' || isGatewayFailure(api)) return 'unreachable';
      return page.status === 200 && MARK.test(page.body.toString()) && api.status === 200 ? 'portal' : 'other_page';
    },
  };
}

/** A gateway that finds nobody behind it says nothing about what would answer there. */
const isGatewayFailure = (result: Extract<HttpResult, { kind: 'answered' }>): boolean => [502, 503, 504].includes(result.status);
