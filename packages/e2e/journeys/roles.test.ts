import { beforeAll, describe, expect, it } from '@jest/globals';
import { Colleagues } from '../src/colleagues.ts';
import { ConsolePage } from '../src/console-page.ts';
import { Integrator, type MadeTemplate } from '../src/integrator.ts';
import { handOver, keyed, newPerson, type Person } from '../src/people.ts';
import { running } from '../src/running.ts';
import { useTabs } from '../src/tabs.ts';
import { UserStatusPage } from '../src/user-status-page.ts';

const { demo } = running();
const tabs = useTabs();
const colleagues = new Colleagues(demo);
const integrator = new Integrator(demo);
const everything = ['Home', 'Customers', 'Templates', 'User status', 'Operations', 'Audit log', 'Integrations', 'Admins'];
const butAdmins = everything.slice(0, -1);
const workOnUsers = ['Retry activation', 'Resend mail', 'Change package type', 'Move to another template', 'Personal invitation', 'Copy error text', 'Delete user'];

/** What a role sees, and what it is refused when it asks all the same. */
const roles = [
  { role: 'owner', pages: everything, menu: workOnUsers, creates: true, refused: [] },
  { role: 'admin', pages: butAdmins, menu: workOnUsers, creates: true, refused: ['admins', 'clients'] },
  { role: 'operator', pages: butAdmins, menu: workOnUsers, creates: false, refused: ['admins', 'clients', 'template', 'cluster'] },
  { role: 'help_desk', pages: butAdmins, menu: ['Resend mail'], creates: false, refused: ['admins', 'clients', 'template', 'cluster', 'retry', 'package', 'delete'] },
  { role: 'read_only', pages: butAdmins, menu: [], creates: false, refused: ['admins', 'clients', 'template', 'cluster', 'retry', 'package', 'delete', 'resend'] },
] as const;

describe('what a role may not do', () => {
  let template: MadeTemplate;
  let person: Person;
  let id: string;
  beforeAll(async () => {
    template = await integrator.createTemplate();
    person = await newPerson(demo);
    id = await handOver(template.adapter, person);
    await integrator.mailCode(id, person.email);
  });

  const requests = (): Record<string, [method: string, path: string, body?: object]> => ({
    admins: ['GET', '/v1/admins'],
    clients: ['GET', '/v1/api-clients'],
    template: ['PATCH', `/v1/templates/${template.id}`, { name: 'Renamed' }],
    cluster: ['POST', '/v1/clusters', { name: 'Mine', xsiUrl: 'http://127.0.0.1:1' }],
    retry: ['POST', `/v1/subscribers/${id}/retry-activation`, { email: person.email, mode: 'verify' }],
    package: ['POST', `/v1/subscribers/${id}/change-package`, { package: 'premium' }],
    delete: ['DELETE', `/v1/subscribers/${id}`],
    resend: ['POST', `/v1/subscribers/${id}/resend-mail`],
  });
  /** Asks from the page itself, with its session and from its origin. */
  const askFrom = ({ page }: ConsolePage, [method, path, body]: [string, string, object?]) =>
    page.evaluate(async (wanted) => {
      const headers = { ...wanted.keyed, ...(wanted.body && { 'content-type': 'application/json' }) };
      const answer = await fetch(wanted.path, { method: wanted.method, headers, ...(wanted.body && { body: JSON.stringify(wanted.body) }) });
      return answer.status;
    }, { method, path, body, keyed: method === 'POST' ? keyed() : {} });

  it.each(roles.map((role) => [role.role, role] as const))('%s: is not shown, and is refused by the API', async (_name, { role, pages, menu, creates, refused }) => {
    const somebody = await colleagues.make(role);
    const console = new ConsolePage(await tabs.device(), { ...demo, admin: somebody });
    await console.signIn('templates');
    await console.page.getByRole('link', { name: template.name, exact: true }).waitFor();
    const links = console.page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    expect((await links.allInnerTexts()).map((text) => text.trim())).toEqual(pages);
    expect(await console.page.getByRole('link', { name: 'New template' }).count()).toBe(creates ? 1 : 0);

    const users = new UserStatusPage(console.page);
    await console.open(`subscribers?templateId=${template.id}`);
    await users.row(person.userId).waitFor();
    const opener = users.row(person.userId).getByRole('button', { name: `Actions for ${person.userId}` });
    if (menu.length === 0) expect(await opener.count()).toBe(0);
    else {
      const items = (await users.openMenu(person.userId)).getByRole('menuitem');
      await items.first().waitFor();
      const words = (await items.allInnerTexts()).map((text) => text.trim());
      expect(words.filter((word) => !(menu as readonly string[]).includes(word))).toEqual([]);
      expect(words).toContain('Resend mail');
      await console.page.keyboard.press('Escape');
    }

    for (const name of refused) {
      const request = requests()[name];
      if (!request) throw new Error(`there is no request ${name}`);
      expect([name, await askFrom(console, request)]).toEqual([name, 403]);
    }
    if (role !== 'owner') {
      await console.open('admins');
      await console.page.getByText('Your role does not allow this.').waitFor();
      expect(await console.button('Invite admin').count()).toBe(0);
    }
  });

  it('an operator of one template sees no other', async () => {
    const other = await integrator.createTemplate();
    const somebody = await colleagues.make('operator', [template.id]);
    const console = new ConsolePage(await tabs.device(), { ...demo, admin: somebody });
    await console.signIn('templates');
    await console.page.getByRole('link', { name: template.name, exact: true }).waitFor();
    expect(await console.page.getByRole('link', { name: other.name, exact: true }).count()).toBe(0);
    expect(await askFrom(console, ['GET', `/v1/templates/${other.id}`])).toBe(404);
  });
});
