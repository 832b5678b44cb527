import { describe, expect, it } from '@jest/globals';
import { adminRoles, type Actor, type AdminRole } from './context.ts';
import { grantableScopes, rights, rightsOf, scopes, visibleTemplates } from './access.ts';

const admin = (role: AdminRole, templateIds: string[] | null = null): Actor => ({ kind: 'admin', id: 'ada', name: 'Ada', role, templateIds });
const client = (...given: string[]): Actor => ({ kind: 'api_client', id: 'orders', name: 'Orders', scopes: given });

describe('the rights of a role', () => {
  it('grow from looking to everything', () => {
    const looking = ['templates:read', 'subscribers:read', 'enterprises:read', 'events:read'];
    const users = ['subscribers:write', 'subscribers:vouch', 'subscribers:support', 'enterprises:write'];
    expect(Object.fromEntries(adminRoles.map((role) => [role, new Set(rightsOf(admin(role)))]))).toEqual({
      owner: new Set(rights),
      admin: new Set([...looking, ...users, 'templates:write', 'integrations:write', 'webhooks:write']),
      operator: new Set([...looking, ...users]),
      help_desk: new Set([...looking, 'subscribers:support']),
      read_only: new Set(looking),
    });
  });

  it('leave access itself to owners', () => {
    expect(adminRoles.filter((role) => rightsOf(admin(role)).includes('admin'))).toEqual(['owner']);
  });
});

describe('the rights of a program', () => {
  it.each([
    ['subscribers:write', ['subscribers:write', 'subscribers:vouch', 'subscribers:support', 'enterprises:write']],
    ['spark-admin:broadworks_subscribers_write', ['subscribers:write', 'subscribers:vouch', 'subscribers:support']],
    ['spark-admin:broadworks_subscribers_read', ['subscribers:read']],
    ['spark-admin:broadworks_enterprises_read', ['enterprises:read']],
    ['spark-admin:broadworks_enterprises_write', ['enterprises:write']],
    ['templates:write', ['templates:write', 'integrations:write']],
    ['subscribers:read', ['subscribers:read', 'enterprises:read']],
    ['subscribers:vouch', []],
    ['integrations:write', []],
    ['enterprises:read', []],
  ])('with the scope %s are %j', (scope, expected) => {
    expect(rightsOf(client(scope))).toEqual(expected);
  });

  it('are all of them with all scopes; the finer ones are no scopes of their own', () => {
    expect(rightsOf(client(...scopes))).toEqual(rights);
    expect(grantableScopes).toHaveLength(scopes.length + 4);
  });
});

describe('the templates an admin sees', () => {
  it('are limited by a list, except for owners and admins', () => {
    expect(adminRoles.map((role) => visibleTemplates(admin(role, ['one'])))).toEqual([null, null, ['one'], ['one'], ['one']]);
    expect(visibleTemplates(admin('operator'))).toBeNull();
    expect(visibleTemplates(client('admin'))).toBeNull();
  });
});
