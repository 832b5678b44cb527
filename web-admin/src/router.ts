import { ProblemError } from '@vestibule/api-client';
import { createRouter, createWebHistory, type Router, type RouterHistory } from 'vue-router';

const routes = [
  { path: '/', redirect: { name: 'templates' } },
  { path: '/sign-in', name: 'sign-in', component: () => import('./session/SignInPage.vue'), meta: { open: true } },
  { path: '/templates', name: 'templates', component: () => import('./templates/TemplatesPage.vue') },
  { path: '/templates/new', name: 'template-create', component: () => import('./templates/TemplateCreatePage.vue') },
  { path: '/templates/:templateId', name: 'template', component: () => import('./templates/TemplatePage.vue'), props: true },
  { path: '/subscribers', name: 'subscribers', component: () => import('./subscribers/SubscribersPage.vue') },
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
  return router;
}

/** A path of this console to go on to after sign-in; anything else (another site, a script) becomes the start page. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}
