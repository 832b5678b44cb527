import Type from 'typebox';
import type { App } from '../http/app-type.ts';
import { openCursor, sealPage } from '../http/paging.ts';
import { nothing, pageQuery, ref, refusals, Uuid } from '../http/schema.ts';
import { changePassword } from './change-password.ts';
import { getSession } from './get-session.ts';
import { endOtherSessions, endOwnSession, listOwnSessions } from './own-sessions.ts';
import { ChangePassword, OwnSessionList, ProfileChanges, Session } from './schemas.ts';
import { updateProfile } from './update-profile.ts';

const tags = ['Access'];
const security = [{ session: [] }];
const list = { list: 'own-sessions' };

/** What an admin changes about themselves; whoever is signed in may. */
export default async function profileRoutes(app: App): Promise<void> {
  app.patch(
    '/v1/profile',
    { schema: { operationId: 'updateProfile', summary: 'Change the own name, language or look', tags, security, body: ref(ProfileChanges), response: { 200: ref(Session), ...refusals('400', '401', '403') } } },
    async ({ ctx, body }) => {
      await updateProfile(ctx, body);
      return getSession(ctx);
    },
  );

  app.post(
    '/v1/profile/password',
    { schema: { operationId: 'changePassword', summary: 'Change the own password', description: 'Signs out everywhere else.', tags, security, body: ref(ChangePassword), response: { 204: nothing('Changed.'), ...refusals('400', '401', '403', '429') } } },
    async ({ ctx, body }, reply) => {
      await changePassword(ctx, body);
      return reply.code(204).send();
    },
  );

  app.get(
    '/v1/profile/sessions',
    { schema: { operationId: 'listOwnSessions', summary: 'Where am I signed in?', tags, security, querystring: Type.Object(pageQuery), response: { 200: ref(OwnSessionList), ...refusals('400', '401', '403') } } },
    async ({ ctx, query: { limit = 50, cursor } }) => sealPage(ctx, list, await listOwnSessions(ctx, { limit, start: openCursor<string>(ctx, cursor, list) })),
  );

  app.delete(
    '/v1/profile/sessions',
    { schema: { operationId: 'endOtherSessions', summary: 'Sign out everywhere else', tags, security, response: { 204: nothing('Signed out everywhere else.'), ...refusals('401', '403') } } },
    async ({ ctx }, reply) => {
      await endOtherSessions(ctx);
      return reply.code(204).send();
    },
  );

  app.delete(
    '/v1/profile/sessions/:sessionId',
    { schema: { operationId: 'endOwnSession', summary: 'Sign out somewhere', tags, security, params: Type.Object({ sessionId: Uuid }), response: { 204: nothing('Signed out there.'), ...refusals('400', '401', '403', '404') } } },
    async ({ ctx, params }, reply) => {
      await endOwnSession(ctx, params.sessionId);
      return reply.code(204).send();
    },
  );
}
