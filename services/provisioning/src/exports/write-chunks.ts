import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Context, inTransaction } from '../context.ts';
import { changeHeld, type HeldExport, insertChunk } from './store.ts';

/** Another worker has the export now, or it was deleted. */
export class LostExport extends Error {}

const CHUNK_BYTES = 1024 * 1024;
const QUOTE = 0x22;
const NEWLINE = 0x0a;

/**
 * Packs a CSV stream and keeps it in pieces, each written together with how far it has come; holds a few megabytes, however long it is.
 * @returns rows without the header, and the size unpacked.
 * @throws LostExport
 */
export async function writeChunks(ctx: Context, held: HeldExport, csv: Readable, signal: AbortSignal): Promise<{ rows: number; size: number }> {
  const counter = countRows();
  await pipeline(
    csv,
    counter.stream,
    createGzip({ level: 4 }),
    async (packed: AsyncIterable<Buffer>) => {
      let number = 0;
      for await (const piece of inPieces(packed)) {
        const { rows, size } = counter.seen();
        await inTransaction(ctx, async (ctx) => {
          if (!(await changeHeld(ctx.db, held, { rows, size }))) throw new LostExport();
          await insertChunk(ctx.db, held, number, piece);
        });
        number += 1;
      }
    },
    { signal },
  );
  return counter.seen();
}

async function* inPieces(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const part of packed) {
    waiting.push(part);
    length += part.length;
    if (length < CHUNK_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(waiting);
}

/** Passes bytes on and counts the rows in them: a line ends outside quotes only. */
function countRows(): { stream: Transform; seen: () => { rows: number; size: number } } {
  let [lines, size, quoted] = [0, 0, false];
  const stream = new Transform({
    transform(part: Buffer, _encoding, done) {
      for (let at = 0; at < part.length; at++) {
        const byte = part[at];
        if (byte === QUOTE) quoted = !quoted;
        else if (byte === NEWLINE && !quoted) lines += 1;
      }
      size += part.length;
      done(null, part);
    },
  });
  return { stream, seen: () => ({ rows: Math.max(0, lines - 1), size }) };
}
