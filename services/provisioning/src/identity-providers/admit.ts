import { findAccessKey } from '../access-keys/store.ts';
import { createAdmin } from '../admins/create-admin.ts';
import { type AdmittedAdmin, admitAdmin } from '../admins/admit-admin.ts';
import { takeMappedRole } from '../admins/take-mapped-role.ts';
import { type Context, inTransaction, type TxContext } from '../context.ts';
import { recordEvent } from '../events/record-event.ts';
import { Problem, problem } from '../problems.ts';
import { holdProvider } from '../providers/hold-provider.ts';
import { loadTemplate } from '../templates/load-template.ts';
import { type GivenRole, type Identity, isAllowedDomain, mappedRole } from './identity-provider.ts';
import { type AdminIdentityRow, bindIdentity, findIdentity, type IdentityProviderRow, noteIdentityUse } from './store.ts';

/**
 * The admin an identity stands for, with the role it has now: bound before; or known by an address the provider has verified; or made
 * because a group or the default gives a role.
 * @throws oidc.email_unverified, oidc.email_domain_refused, oidc.not_invited, oidc.other_subject, oidc.no_role, oidc.admin_disabled
 */
export async function admit(ctx: Context, row: IdentityProviderRow, identity: Identity): Promise<AdmittedAdmin> {
  if (row.allowedDomains.length > 0) requireAllowed(row, identity);
  const admitOnce = () => inTransaction(ctx, (ctx) => admitNow(ctx, row, identity));
  // Two first sign-ins of one person at the same time: the second finds what the first has made.
  return admitOnce().catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'admin.email_taken') return admitOnce();
    throw error;
  });
}

function requireAllowed(row: IdentityProviderRow, { email, emailVerified }: Identity): void {
  if (!email || !emailVerified) throw problem('oidc.email_unverified');
  if (!isAllowedDomain(email, row.allowedDomains)) throw problem('oidc.email_domain_refused');
}

async function admitNow(ctx: TxContext, row: IdentityProviderRow, identity: Identity): Promise<AdmittedAdmin> {
  // Groups may make somebody an owner or no longer one.
  if (row.mappings.length > 0) await holdProvider(ctx);
  const known = await findIdentity(ctx.db, ctx.providerId, identity.issuer, identity.subject);
  const mapped = await existing(ctx, mappedRole(row.mappings, identity.groups));
  if (known) return letIn(ctx, row, known, mapped);
  const { email, emailVerified } = identity;
  if (!email || !emailVerified) throw problem('oidc.email_unverified');
  const key = await findAccessKey(ctx.db, 'admin_email', ctx.vault.hash('admin_email', email));
  // An address that signs in to another provider is nobody here, and nothing is said about it.
  if (key && key.providerId !== ctx.providerId) throw problem('oidc.not_invited');
  const adminId = key ? key.subjectId : await make(ctx, row, identity, mapped);
  return letIn(ctx, row, await bind(ctx, identity, adminId, key === null), mapped);
}

async function make(ctx: TxContext, row: IdentityProviderRow, { email, name }: Identity, mapped: GivenRole | null): Promise<string> {
  const given = mapped ?? defaultOf(row);
  if (!email || !given) throw problem('oidc.not_invited');
  const { id } = await createAdmin(ctx, { email, name: name ?? email, ...given, signsInElsewhere: true });
  return id;
}

async function bind(ctx: TxContext, { issuer, subject, email }: Identity, adminId: string, roleIsMapped: boolean): Promise<AdminIdentityRow> {
  const { db, providerId } = ctx;
  const now = ctx.clock.now();
  const row = { providerId, issuer, subject, adminId, roleIsMapped, createdAt: now, lastSignInAt: now };
  if (await bindIdentity(db, row)) {
    await recordEvent(ctx, { type: 'admin.identity_bound', data: { adminId, issuer, subject, email } });
    return row;
  }
  const there = await findIdentity(db, providerId, issuer, subject);
  if (there?.adminId !== adminId) throw problem('oidc.other_subject');
  return there;
}

/** A role from groups goes with them; one given by hand stays until a group gives another. */
async function letIn(ctx: TxContext, row: IdentityProviderRow, identity: AdminIdentityRow, mapped: GivenRole | null): Promise<AdmittedAdmin> {
  const admin = await admitAdmin(ctx, identity.adminId);
  if (!admin) throw problem('oidc.admin_disabled');
  const managed = row.mappings.length > 0;
  const given = mapped ?? (managed && identity.roleIsMapped ? defaultOf(row) : null);
  if (managed && identity.roleIsMapped && !given) throw problem('oidc.no_role');
  await noteIdentityUse(ctx.db, identity, { roleIsMapped: identity.roleIsMapped || mapped !== null, lastSignInAt: ctx.clock.now() });
  return given ? takeMappedRole(ctx, admin, given) : admin;
}

const defaultOf = ({ defaultRole }: IdentityProviderRow): GivenRole | null => (defaultRole ? { role: defaultRole, templateIds: null } : null);

/** Templates that were deleted since the list was written limit nobody to nothing that exists. */
async function existing(ctx: TxContext, given: GivenRole | null): Promise<GivenRole | null> {
  if (!given?.templateIds) return given;
  const found = await Promise.all(given.templateIds.map((id) => loadTemplate(ctx, id).then(() => id, (error: unknown) => {
    if (error instanceof Problem) return null;
    throw error;
  })));
  return { ...given, templateIds: found.filter((id) => id !== null) };
}
