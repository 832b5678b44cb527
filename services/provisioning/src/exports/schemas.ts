import Type from 'typebox';
import { bodyOf, closedList, listOf, Moment, nullable, oneOf, ref, Uuid } from '../http/schema.ts';
import { delimiters, encodings, exportColumns } from '../subscribers/list-options.ts';
import { exportFormat, SubscriberFilter } from '../subscribers/schemas.ts';
import { exportStates } from './export.ts';

const State = closedList('ExportState', exportStates, 'queued: nobody has begun. running: a worker writes it. ready: it can be fetched. failed: it was tried often enough.');

export const NewExport = bodyOf('NewExport', { filter: Type.Optional(ref(SubscriberFilter)), ...exportFormat }, { description: 'The same fields as the export that is streamed.' });

export const Export = Type.Object(
  {
    id: Uuid,
    state: ref(State),
    fileName: Type.String(),
    askedBy: Type.Object({ kind: oneOf(['admin', 'api_client']), name: Type.String() }),
    isOwn: Type.Boolean({ description: 'Whoever asks now is who asked for it.' }),
    rows: Type.Integer({ minimum: 0, description: 'Written so far.' }),
    totalRows: nullable(Type.Integer({ description: 'How many it will be; null until counted.' })),
    size: Type.Integer({ minimum: 0, description: 'Bytes of the file, unpacked.' }),
    columns: Type.Array(oneOf(exportColumns)),
    delimiter: oneOf(delimiters),
    encoding: oneOf(encodings),
    bom: Type.Boolean(),
    createdAt: Moment,
    finishedAt: nullable(Moment),
    expiresAt: Type.Unsafe<Date | string>({ type: 'string', format: 'date-time', description: 'It is dropped then, a week after it was asked for.' }),
  },
  { $id: 'Export', description: 'A file made in the background.' },
);
export const ExportList = listOf('ExportList', ref(Export));
