import Type from 'typebox';
import { Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { findingCodes, findingOwners, severities } from './finding.ts';

export const Finding = Type.Object(
  {
    code: oneOf(findingCodes),
    severity: oneOf(severities),
    owner: oneOf(findingOwners, 'Who can mend it.'),
    field: nullable(Type.String()),
    detail: nullable(Type.String()),
  },
  { $id: 'Finding' },
);

export const Check = Type.Object({ ok: Type.Boolean({ description: 'Nothing found is a problem.' }), findings: Type.Array(ref(Finding)) }, { $id: 'Check' });

/** A check of one thing, with when it was made and how long the answer took. */
export const TimedCheck = Type.Object(
  { ok: Type.Boolean({ description: 'Nothing found is a problem.' }), findings: Type.Array(ref(Finding)), checkedAt: Moment, latencyMs: Type.Integer({ description: 'How long the answer took, in milliseconds.' }) },
  { $id: 'TimedCheck' },
);
export const LastCheck = Type.Object({ ok: Type.Boolean(), findings: Type.Array(ref(Finding)), checkedAt: Moment }, { $id: 'LastCheck', description: 'What the last check has found.' });
export const UsedBy = Type.Object({ templateId: Uuid, name: Type.String() }, { $id: 'UsedBy', description: 'A template that uses it.' });
