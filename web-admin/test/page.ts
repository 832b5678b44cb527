import { PiniaColada } from '@pinia/colada';
import { loadMenus } from '@vestibule/ui';
import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import type { Component } from 'vue';
import { createI18n } from 'vue-i18n';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import type { Subscriber } from '../src/api.ts';
import { english } from './texts.ts';

/** A user as the API sends one, with what the test wants different. */
export function subscriberWith(changes: Partial<Subscriber> = {}): Subscriber {
  return {
    id: '0193f1c2-0000-7000-8000-000000000001',
    userId: 'ana@voice.example.com',
    spEnterpriseId: 'SP1+acme',
    firstName: 'Ana',
    lastName: 'Martin',
    email: null,
    primaryPhoneNumber: null,
    mobilePhoneNumber: null,
    extension: null,
    package: 'standard',
    status: 'pending_email_input',
    reason: 'waiting_for_email',
    errors: [],
    templateId: '0193f1c2-0000-7000-8000-000000000002',
    templateName: 'Business customers',
    customerId: '0193f1c2-0000-7000-8000-000000000003',
    customerName: 'Acme',
    reference: '0000-0001',
    selfActivated: false,
    allowedActions: ['retry_activation', 'change_package', 'delete'],
    createdAt: '2026-01-01T00:00:00.000Z',
    lastStatusChange: '2026-01-02T00:00:00.000Z',
    version: 1,
    ...changes,
  };
}

export type Call = { method: string; path: string; query: URLSearchParams; body: unknown };
type Answer = { status: number; body?: unknown };

/** Stands in for the server: records every call and answers what `answer` says. */
export function serve(answer: (call: Call) => Answer): Call[] {
  const calls: Call[] = [];
  globalThis.fetch = async (input) => {
    const request = new Request(input);
    const url = new URL(request.url);
    const text = await request.text();
    const call = { method: request.method, path: url.pathname, query: url.searchParams, body: text ? JSON.parse(text) : undefined };
    calls.push(call);
    const { status, body } = answer(call);
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'content-type': type } });
  };
  return calls;
}

const blank = { template: '<div />' };

/** Mounts a component in the page, in English, with a router at `path` and a query cache of its own. */
export async function show(component: Component, { props = {}, path = '/subscribers' }: { props?: Record<string, unknown>; path?: string } = {}): Promise<{ view: VueWrapper; router: Router }> {
  // As after the first menu of a visit: none has to wait for its code.
  await loadMenus();
  const router = createRouter({
    history: createMemoryHistory('/admin/'),
    routes: ['templates', 'template-create', 'subscribers', 'audit', 'sign-in', 'operations', 'import', 'clusters', 'connectors', 'webhooks', 'api-clients'].map((name) => ({ path: `/${name}`, name, component: blank })).concat([{ path: '/templates/:templateId', name: 'template', component: blank }, { path: '/operations/:operationId', name: 'operation', component: blank }, { path: '/integrations/webhooks/:webhookId', name: 'webhook', component: blank }, { path: '/integrations/webhooks/:webhookId/deliveries/:deliveryId', name: 'webhook-delivery', component: blank }]),
  });
  await router.push(path);
  const i18n = createI18n({ legacy: false, locale: 'en', messages: { en: english } });
  const view = mount(component, { props, attachTo: document.body, global: { plugins: [createPinia(), PiniaColada, i18n, router] } });
  return { view, router };
}

/** Lets answers arrive and the page settle. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}
