import { ProblemError } from '@vestibule/api-client';
import { createRouter, createWebHistory, type RouteRecordRaw, type Router, type RouterHistory } from 'vue-router';
import { type TextPart, useTexts } from './locales/i18n.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without a session. */
    open?: true;
    /** Key of the page's name in the browser's title. */
    title?: string;
    /** The texts this page needs beside those of every page. */
    texts?: readonly TextPart[];
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: { name: 'templates' } },
  { path: '/sign-in', name: 'sign-in', component: () => import('./session/SignInPage.vue'), meta: { open: true, title: 'session.title' } },
  { path: '/templates', name: 'templates', component: () => import('./templates/TemplatesPage.vue'), meta: { title: 'templates.title', texts: ['templates'] } },
  { path: '/templates/new', name: 'template-create', component: () => import('./templates/TemplateCreatePage.vue'), meta: { title: 'create.title', texts: ['templates'] } },
  { path: '/templates/:templateId', name: 'template', component: () => import('./templates/TemplatePage.vue'), props: true, meta: { texts: ['templates'] } },
  { path: '/subscribers', name: 'subscribers', component: () => import('./subscribers/SubscribersPage.vue'), meta: { title: 'subscribers.title', texts: ['subscribers'] } },
  { path: '/:rest(.*)*', name: 'not-found', component: () => import('./NotFoundPage.vue') },
];

/**
 * All pages of the console. Every page but sign-in waits for the session; without one it leads to sign-in and back.
 * A server that does not answer is not a lost session: the page opens and says so itself.
 */
export function createConsoleRouter(
  sessionFailure: () => Promise<unknown>,
  history: RouterHistory = createWebHistory(import.meta.env?.BASE_URL ?? '/admin/'),
): Router {
  const router = createRouter({
    history,
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  });
  router.beforeEach(async (to) => {
    if (to.meta.open) return true;
    const error = await sessionFailure();
    const signedOut = error instanceof ProblemError && error.status === 401;
    return signedOut ? { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } } : true;
  });
  router.beforeResolve((to) => useTexts(...(to.meta.texts ?? [])));
  return router;
}

/** A path of this console to go on to after sign-in; anything else (another site, a script) becomes the start page. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}
