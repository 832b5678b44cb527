import Type from 'typebox';
import { nullable, oneOf, ref } from '../http/schema.ts';
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
