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
  { path: '/', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: 'home.title', texts: ['home', 'subscribers', 'advice', 'problems'] } },
  { path: '/sign-in', name: 'sign-in', component: () => import('./session/SignInPage.vue'), meta: { open: true, title: 'session.title', texts: ['session'] } },
  { path: '/setup', name: 'setup', component: () => import('./session/SetupPage.vue'), meta: { open: true, title: 'setup.title', texts: ['session'] } },
  { path: '/first-steps', name: 'first-steps', component: () => import('./session/FirstStepsPage.vue'), meta: { title: 'firstSteps.title', texts: ['session'] } },
  { path: '/customers', name: 'customers', component: () => import('./customers/CustomersPage.vue'), meta: { title: 'customers.title', texts: ['customers'] } },
  { path: '/customers/:customerId', name: 'customer', component: () => import('./customers/CustomerPage.vue'), props: true, meta: { title: 'customers.one', texts: ['customers'] } },
  { path: '/customers/:customerId/invitations', name: 'invitation-sheet', component: () => import('./customers/InvitationSheetPage.vue'), props: true, meta: { title: 'sheet.title', texts: ['customers'] } },
  { path: '/templates', name: 'templates', component: () => import('./templates/TemplatesPage.vue'), meta: { title: 'templates.title', texts: ['templates'] } },
  { path: '/templates/new', name: 'template-create', component: () => import('./templates/TemplateCreatePage.vue'), meta: { title: 'create.title', texts: ['templates', 'template'] } },
  { path: '/templates/:templateId', name: 'template', component: () => import('./templates/TemplatePage.vue'), props: true, meta: { texts: ['templates', 'template'] } },
  { path: '/subscribers', name: 'subscribers', component: () => import('./subscribers/SubscribersPage.vue'), meta: { title: 'subscribers.title', texts: ['subscribers'] } },
  { path: '/operations', name: 'operations', component: () => import('./operations/OperationsPage.vue'), meta: { title: 'operations.title', texts: ['bulk', 'exports'] } },
  { path: '/operations/:operationId', name: 'operation', component: () => import('./operations/OperationPage.vue'), props: true, meta: { title: 'operations.title', texts: ['bulk', 'problems'] } },
  { path: '/import', name: 'import', component: () => import('./import/ImportPage.vue'), meta: { title: 'upload.title', texts: ['bulk', 'problems'] } },
  { path: '/integrations', redirect: { name: 'clusters' } },
  { path: '/integrations/clusters', name: 'clusters', component: () => import('./integrations/ClustersPage.vue'), meta: { title: 'integrations.clusters', texts: ['integrations', 'templates'] } },
  { path: '/integrations/connectors', name: 'connectors', component: () => import('./integrations/ConnectorsPage.vue'), meta: { title: 'integrations.connectors', texts: ['integrations', 'templates', 'subscribers', 'problems'] } },
  { path: '/integrations/webhooks', name: 'webhooks', component: () => import('./webhooks/WebhooksPage.vue'), meta: { title: 'integrations.webhooks', texts: ['integrations', 'webhooks', 'events', 'problems'] } },
  { path: '/integrations/webhooks/:webhookId', name: 'webhook', component: () => import('./webhooks/WebhookPage.vue'), props: true, meta: { title: 'webhooks.title', texts: ['webhooks', 'events', 'problems'] } },
  { path: '/integrations/webhooks/:webhookId/deliveries/:deliveryId', name: 'webhook-delivery', component: () => import('./webhooks/DeliveryPage.vue'), props: true, meta: { title: 'webhooks.title', texts: ['webhooks', 'events', 'problems'] } },
  { path: '/integrations/api-clients', name: 'api-clients', component: () => import('./integrations/ApiClientsPage.vue'), meta: { title: 'integrations.api-clients', texts: ['integrations'] } },
  { path: '/integrations/api-keys', name: 'api-keys', component: () => import('./integrations/ApiKeysPage.vue'), meta: { title: 'integrations.api-keys', texts: ['integrations'] } },
  { path: '/admins', name: 'admins', component: () => import('./admins/AdminsPage.vue'), meta: { title: 'admins.title', texts: ['admins'] } },
  { path: '/sign-in-settings', name: 'sign-in-settings', component: () => import('./sign-in-settings/SignInSettingsPage.vue'), meta: { title: 'signInSettings.title', texts: ['sign-in-settings'] } },
  { path: '/portal-address', name: 'portal-address', component: () => import('./portal-address/PortalAddressPage.vue'), meta: { title: 'portalAddress.title', texts: ['portal-address'] } },
  { path: '/audit', name: 'audit', component: () => import('./audit/AuditPage.vue'), meta: { title: 'audit.title', texts: ['subscribers', 'events', 'audit'] } },
  { path: '/profile', name: 'profile', component: () => import('./profile/ProfilePage.vue'), meta: { title: 'profile.title', texts: ['profile'] } },
  { path: '/invitation', name: 'invitation', component: () => import('./session/InvitationPage.vue'), meta: { open: true, title: 'invitation.title', texts: ['links'] } },
  { path: '/forgotten-password', name: 'password-reset', component: () => import('./session/ForgottenPasswordPage.vue'), meta: { open: true, title: 'reset.askTitle', texts: ['links'] } },
  { path: '/reset-password', name: 'reset-password', component: () => import('./session/ResetPasswordPage.vue'), meta: { open: true, title: 'reset.title', texts: ['links'] } },
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
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) && !/^\/sign-in(?![\w-])/.test(next) ? next : '/';
}
