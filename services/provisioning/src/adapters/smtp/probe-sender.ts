import SMTPConnection, { type SMTPConnectionCustomAuthContext } from 'nodemailer/lib/smtp-connection';
import type SMTPTransport from 'nodemailer/lib/smtp-transport';

// nodemailer lets its user speak own commands in one place: a sign-in method of one's own. Nothing is signed in by this one.
const ASK_SENDER = 'ASK-SENDER';

/**
 * Goes through connection, TLS and sign-in as a mail would, and asks whether the relay takes mail from this sender. No mail is sent.
 * Rejects with the error of the step that failed.
 */
export async function probeSender(transport: SMTPTransport, from: string): Promise<void> {
  const connection = new SMTPConnection({ ...transport.options, customAuth: { [ASK_SENDER]: (session) => askSender(session, from) } });
  try {
    await withConnection(connection, async () => {
      await step((done) => connection.connect(done));
      const credentials = transport.getAuth();
      if (credentials && connection.allowsAuth) await step((done) => connection.login(credentials, done));
      await step((done) => connection.login({ method: ASK_SENDER }, done));
    });
    connection.quit();
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function askSender({ sendCommand }: SMTPConnectionCustomAuthContext, from: string): Promise<void> {
  const { status, response } = await sendCommand(`MAIL FROM:<${from}>`);
  if (status >= 200 && status < 300) return;
  // The code decides between a final no and one for now; nodemailer would report both as a failed sign-in.
  throw Object.assign(new Error(response), { response, responseCode: status });
}

/** What goes wrong between two steps arrives as an event. */
const withConnection = (connection: SMTPConnection, work: () => Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.once('end', () => reject(new Error('The relay closed the connection.')));
    work().then(resolve, reject);
  });

const step = (start: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
