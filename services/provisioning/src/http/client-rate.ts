import { Problem } from '../problems.ts';
import type { App } from './app-type.ts';
import { describeMore } from './describe-more.ts';

const WINDOW_SECONDS = 60;
const NAME = '"client"';

/**
 * Lets each API client ask so many times a minute, counted over all processes, and tells it where it stands in every answer
 * (draft-ietf-httpapi-ratelimit-headers-11). People in the console are not counted.
 * @throws request.too_many with retryAfterSeconds
 */
export function limitClients(app: App, { callsPerMinute }: { callsPerMinute: number }): void {
  app.addHook('onRoute', (route) => {
    const published = route.schema?.response !== undefined && JSON.stringify(route.schema.response).includes('PublishedError');
    if (route.schema?.security?.length !== 0 && !published) describeMore(route, { refusals: ['429'] });
  });

  app.addHook('onRequest', async (request, reply) => {
    const { actor, limiter } = request.ctx;
    if (actor.kind !== 'api_client') return;
    reply.header('ratelimit-policy', `${NAME};q=${callsPerMinute};w=${WINDOW_SECONDS}`);
    const tell = (left: number, seconds: number) => reply.header('ratelimit', `${NAME};r=${left};t=${seconds}`);
    try {
      const { left, resetSeconds } = await limiter.consume('api-client', actor.id, { points: callsPerMinute, seconds: WINDOW_SECONDS, refusal: 'request.too_many' });
      tell(left, resetSeconds);
    } catch (error) {
      if (error instanceof Problem) tell(0, error.facts.retryAfterSeconds ?? WINDOW_SECONDS);
      throw error;
    }
  });
}
