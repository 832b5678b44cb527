import Type from 'typebox';
import { Moment, ref, Uuid } from '../http/schema.ts';
import { publicTypes } from './public-event.ts';

export const CloudEventSchema = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    id: { ...Uuid, description: 'The same on the feed, in every webhook and in every attempt of one: what was handled under this id need not be handled again.' },
    source: Type.String({ description: 'This installation and the provider.' }),
    type: Type.String({ description: `What happened. New types may be added, so ignore those you do not know. Today: ${publicTypes.join(', ')}.`, examples: ['io.vestibule.subscriber.provisioned.v1'] }),
    subject: Type.Optional(Type.String({ description: 'The path below /v1 of what it is about.', examples: ['subscribers/01890a5d-ac96-774b-bcce-b302099a8057'] })),
    time: Moment,
    datacontenttype: Type.Literal('application/json'),
    vestibulesequence: Type.String({ description: 'The number of the event, in decimal: 1, 2, 3 and on, without a gap. Who asks for all events and sees one number left out has missed something; only what was not asked for, or may not be seen, is left out.' }),
    traceparent: Type.Optional(Type.String({ description: 'W3C trace context of the work that caused it.' })),
    data: Type.Record(Type.String(), Type.Unknown(), { description: 'Ids, statuses, numbers and codes; never a name or an address. Ask the API for more.' }),
  },
  { $id: 'CloudEvent', description: 'An event in the JSON format of CloudEvents 1.0.' },
);

export const EventFeed = Type.Object(
  {
    items: Type.Array(ref(CloudEventSchema)),
    next: Type.Integer({ minimum: 0, description: 'Give it as `after` to go on: everything up to this number has been given.' }),
    hasMore: Type.Boolean({ description: 'More is there already; ask again at once.' }),
  },
  { $id: 'EventFeed' },
);

export const feedQuery = {
  after: Type.Optional(Type.String({ pattern: '^(oldest|latest|\\d{1,15})$', default: 'oldest', description: 'Go on after this number: `next` of the answer before. `oldest` is the beginning of the last 30 days, `latest` what comes from now on.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'How many events at most.' })),
  wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 30, default: 0, description: 'Where there is nothing yet, wait so many seconds for it.' })),
  type: Type.Optional(Type.String({ maxLength: 2000, pattern: '^[a-z0-9_.]+(,[a-z0-9_.]+)*$', description: 'One or more types or beginnings of types, separated by commas; `io.vestibule.` may be left out.', examples: ['subscriber.provisioned,operation'] })),
};
