import Type from 'typebox';
import { listOf, Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { driftKinds } from './drift.ts';

export const DriftFinding = Type.Object(
  {
    subscriberId: Uuid,
    userId: Type.String(),
    templateId: Uuid,
    kind: oneOf(driftKinds, 'The account is gone, has another package or address, or is switched off.'),
    expected: nullable(Type.String()),
    found: nullable(Type.String()),
    foundAt: Moment,
  },
  { $id: 'DriftFinding', description: 'A user whose account in the cloud platform is not as it should be.' },
);

const Round = Type.Object(
  { checked: Type.Integer({ description: 'Users compared in the present round, or in the last one.' }), running: Type.Boolean({ description: 'Also when it was asked for and is about to begin.' }), finishedAt: nullable(Moment), nextAt: Moment },
  { $id: 'DriftRound', description: 'How far the comparison has come.' },
);

const { properties } = listOf('Unnamed', ref(DriftFinding));
export const DriftList = Type.Object({ ...properties, round: nullable(ref(Round)) }, { $id: 'DriftList' });
