import { none } from '../adapters/none/kind.ts';
import { scim } from '../adapters/scim/kind.ts';
import { webex } from '../adapters/webex/kind.ts';
import type { KindDeclaration } from './kind.ts';

/** Every kind of cloud platform. Another one is a folder in adapters/ and a line here; the compiler then asks how it is called (connect-cloud.ts). */
export const kinds = { webex, scim, none };

export type ConnectorKind = keyof typeof kinds;
export type Settings = { [K in ConnectorKind]: ReturnType<(typeof kinds)[K]['settings']> }[ConnectorKind];
export const connectorKinds = Object.keys(kinds) as ConnectorKind[];

/** Safe because a declaration is filed under the kind that its settings carry. */
export const declarationOf = <S extends Settings>({ kind }: S): KindDeclaration<S> => kinds[kind] as unknown as KindDeclaration<S>;

/** Nothing is called: there is no gate to pass and nothing to compare. */
export const callsNothing = (kind: ConnectorKind): boolean => kinds[kind].externalKey === null;
