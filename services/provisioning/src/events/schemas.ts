import { closedList } from '../http/schema.ts';
import { actorKinds, eventGroups, eventTypes } from './event.ts';

export const EventTypes = closedList('EventType', eventTypes, 'What happened. Types are never renamed; new ones may be added.');
export const EventGroups = closedList('EventGroup', eventGroups, 'What an event is about: the word before the dot of its type.');
export const ActorKinds = closedList('ActorKind', actorKinds, 'Who acted. `broadworks` is the flow-through adapter, `subscriber` a user in the portal, `visitor` somebody who has not signed in.');
