import type { FastifyReply, FastifyRequest } from 'fastify';
import { openCursor, sealPage } from '../http/paging.ts';
import type { Page, Start } from '../db/page.ts';

/**
 * Where the page asked for begins. Programs follow the links; a few count rows themselves and send `offset`.
 * @throws request.cursor_invalid
 */
export function startOf<K>(request: FastifyRequest, list: object, { cursor, offset = 0 }: { cursor?: string | undefined; offset?: number | undefined }): Start<K> | { offset: number } {
  return openCursor<K>(request.ctx, cursor, list) ?? { offset };
}

/** Sets the Link header of RFC 5988 where there are other pages: each link is this request with every filter kept. */
export function linkPages<T, K>(request: FastifyRequest, reply: FastifyReply, list: object, page: Page<T, K>): void {
  const { nextCursor, prevCursor } = sealPage(request.ctx, list, page);
  const links = [
    ...(nextCursor === null ? [] : [linkTo(request, 'next', nextCursor)]),
    ...(prevCursor === null ? [] : [linkTo(request, 'prev', prevCursor), linkTo(request, 'first', null)]),
  ];
  if (links.length > 0) reply.header('link', links.join(', '));
}

function linkTo(request: FastifyRequest, rel: string, cursor: string | null): string {
  const { ownHost, config } = request.ctx;
  const url = new URL(request.url, ownHost?.origin ?? config.publicUrl);
  url.searchParams.delete('cursor');
  url.searchParams.delete('offset');
  if (cursor !== null) url.searchParams.set('cursor', cursor);
  return `<${url.href}>; rel="${rel}"`;
}
