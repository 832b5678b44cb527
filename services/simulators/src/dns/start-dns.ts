import { createSocket } from 'node:dgram';
import { type Answer, decode, encode, type Question } from 'dns-packet';

export type DnsSimulator = {
  /** As a resolver takes it: `127.0.0.1:5353`. */
  server: string;
  /** The names that were asked for, oldest first, as `MX example.com`. */
  questions(): string[];
  close(): Promise<void>;
};

const NO_SUCH_NAME = 3;

/** Starts a name server in whose world every domain takes mail, but for the few that the README lists. */
export const startDns = async ({ host = '127.0.0.1', port = 0 }: { host?: string | undefined; port?: number | undefined } = {}): Promise<DnsSimulator> => {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (packet, from) => {
    const { id, questions: [question] = [] } = decode(packet);
    if (!question) return;
    asked.push(`${question.type} ${question.name}`);
    const said = answerTo(question);
    if (said === 'silence') return;
    // The flags carry the code of the answer in their last four bits.
    const flags = said === 'no such name' ? NO_SUCH_NAME : 0;
    socket.send(encode({ type: 'response', id: id ?? 0, flags, questions: [question], answers: said === 'no such name' ? [] : said }), from.port, from.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => resolve());
  });
  return {
    server: `${host === '0.0.0.0' ? '127.0.0.1' : host}:${socket.address().port}`,
    questions: () => [...asked],
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
};

const isIn = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);

const answerTo = ({ name: asked, type }: Question): Answer[] | 'no such name' | 'silence' => {
  const name = asked.toLowerCase();
  if (isIn(name, 'no-such.example')) return 'no such name';
  if (isIn(name, 'silent.example')) return 'silence';
  if (isIn(name, 'no-mail.example')) return type === 'MX' ? [{ type: 'MX', name, data: { preference: 0, exchange: '.' } }] : [];
  if (isIn(name, 'host-only.example')) return type === 'A' ? [{ type: 'A', name, data: '192.0.2.1' }] : [];
  if (isIn(name, 'nothing.example')) return [];
  return type === 'MX' ? [{ type: 'MX', name, data: { preference: 10, exchange: `mx.${name}` } }] : [];
};
