import Type from 'typebox';
import { bodyOf, Moment, nullable, ref, Uuid } from '../http/schema.ts';
import { MOST_DAYS } from './invitation.ts';

const days = Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_DAYS, description: 'How long the link works; 14 without it.' }));
export const InvitationRequest = bodyOf('InvitationRequest', { days });

const Link = Type.String({ description: 'The personal link, told this once. Its key stands in the fragment.' });
export const Invitation = Type.Object({ link: Link, expiresAt: Moment }, { $id: 'Invitation' });

const Open = Type.Object({ createdAt: Moment, expiresAt: Moment, createdBy: nullable(Type.String()) }, { $id: 'OpenInvitation' });
export const InvitationState = Type.Object({ open: nullable(ref(Open)) }, { $id: 'InvitationState', description: 'The personal link that works now, without the link itself.' });

const SheetUser = Type.Object(
  { subscriberId: Uuid, userId: Type.String(), firstName: Type.String(), lastName: Type.String(), language: Type.String(), link: Link, expiresAt: Moment },
  { $id: 'InvitedUser' },
);
export const InvitationSheet = Type.Object(
  { items: Type.Array(ref(SheetUser)), left: Type.Boolean({ description: 'More users are not finished than are named here (500 at a time).' }) },
  { $id: 'InvitationSheet' },
);
