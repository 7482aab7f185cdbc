// A mail server that delivers nothing: it keeps the messages that the app sends, for people and tests to read.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

import { SMTPServer } from 'smtp-server';

type Message = { from: string | null; to: string[]; subject: string; text: string; receivedAt: string };

const KEPT_MESSAGES = 500;
const LONGEST_MESSAGE_BYTES = 1_000_000;
const LOOPBACK = '127.0.0.1';

const { values } = parseArgs({ options: { port: { type: 'string' }, 'http-port': { type: 'string' } } });
const smtpPort = Number(values.port ?? 4597);
const httpPort = Number(values['http-port'] ?? 4596);

const messages: Message[] = [];

/** The value of a header with its folded lines joined. Encoded words are not decoded. */
function headerOf(raw: string, name: string): string {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  const line = head.split('\r\n').find((candidate) => candidate.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? '';
}

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  size: LONGEST_MESSAGE_BYTES,
  onData: (stream, session, done) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => {
      // Data over the limit is read and dropped; the sender gets the error at the end.
      if (!stream.sizeExceeded) chunks.push(chunk);
    });
    stream.on('end', () => {
      if (stream.sizeExceeded) {
        done(new Error(`Message exceeds ${LONGEST_MESSAGE_BYTES} bytes`));
        return;
      }
      const raw = Buffer.concat(chunks).toString('utf8');
      const { mailFrom, rcptTo } = session.envelope;
      messages.push({
        from: mailFrom ? mailFrom.address : null,
        to: rcptTo.map(({ address }) => address),
        subject: headerOf(raw, 'subject'),
        text: raw.slice(raw.indexOf('\r\n\r\n') + 4),
        receivedAt: new Date().toISOString(),
      });
      if (messages.length > KEPT_MESSAGES) messages.shift();
      done();
    });
  },
});

const http = createServer((request, response) => {
  const found = request.method === 'GET' && request.url === '/messages';
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json; charset=utf-8' });
  response.end(found ? JSON.stringify(messages) : '{"error":"The only route is GET /messages."}');
});

function exitWithError(error: Error): void {
  console.error(`The mail stand-in stopped: ${error.message}`);
  process.exit(1);
}

smtp.on('error', exitWithError);
http.on('error', exitWithError);
smtp.listen(smtpPort, LOOPBACK, () => {
  http.listen(httpPort, LOOPBACK, () => {
    console.log(`Mail stand-in: smtp://${LOOPBACK}:${smtpPort}, messages at http://${LOOPBACK}:${httpPort}/messages`);
  });
});
process.on('SIGTERM', () => process.exit(0));
