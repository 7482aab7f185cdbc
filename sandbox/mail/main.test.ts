import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { expect, it, onTestFinished } from 'vitest';

import { anyFreePort } from '../ports.mjs';

it('keeps a sent message and returns it over HTTP', async () => {
  const [smtpPort, httpPort] = [await anyFreePort(), await anyFreePort()];
  const args = [path.join(import.meta.dirname, 'main.ts'), '--port', `${smtpPort}`, '--http-port', `${httpPort}`];
  const server = spawn(process.execPath, args);
  onTestFinished(() => void server.kill('SIGKILL'));
  await once(server.stdout, 'data');

  const message = 'Subject: Your key\r\nTo: ops@customer.test\r\n\r\nDeletion is scheduled.\r\n.';
  const envelope = ['HELO test', 'MAIL FROM:<desk@vendor.test>', 'RCPT TO:<ops@customer.test>'];
  const dialogue = [...envelope, 'DATA', message, 'QUIT'];
  const socket = connect(smtpPort, '127.0.0.1');
  const answers = createInterface({ input: socket });
  // The server sends the first line, and one line after each command.
  answers.on('line', () => socket.write(`${dialogue.shift() ?? ''}\r\n`));
  await once(answers, 'close');

  const answer = await fetch(`http://127.0.0.1:${httpPort}/messages`);
  expect(await answer.json()).toMatchObject([
    { from: 'desk@vendor.test', to: ['ops@customer.test'], subject: 'Your key', text: 'Deletion is scheduled.\r\n' },
  ]);
});
