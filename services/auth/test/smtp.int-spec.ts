import type { AddressInfo } from 'node:net';
import { createLogger } from '@imageai/telemetry';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { createMailSender } from '../src/mail/mail-sender.js';
import { confirmAddress } from '../src/mail/templates.js';

let server: SMTPServer;
let url: string;
let refuse: boolean;
let received: { to: string[]; from: string; text: string }[];

beforeEach(async () => {
  refuse = false;
  received = [];
  server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'imageai' && password === 'p@ss' ? done(null, { user: username }) : done(new Error('no')),
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (refuse) return done(new Error('the mailbox is full'));
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        received.push({
          from,
          to: envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `smtp://imageai:p%40ss@127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise<void>((resolve) => server.close(resolve)));

const sender = (smtpUrl: string) =>
  createMailSender(
    { SMTP_URL: smtpUrl, MAIL_FROM: 'Image AI <no-reply@imageai.example>' },
    createLogger('test', 'silent'),
  );
const mail = { ...confirmAddress('https://imageai.example/verify-email#token=abc'), to: 'ada@example.com' };

it('a mail reaches the server with its words in text and HTML', async () => {
  await sender(url).send(mail);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({ from: 'no-reply@imageai.example', to: ['ada@example.com'] });
  // Quoted-printable: lines are broken anywhere, and "=" is "=3D".
  const text = received[0]?.text.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '';
  expect(text).toContain('Subject: Confirm your e-mail address');
  expect(text).toContain('Content-Type: text/plain');
  expect(text).toContain('Content-Type: text/html');
  expect(text).toContain('https://imageai.example/verify-email#token=abc');
});

it('a mail that the server does not take is not sent, so that it comes again', async () => {
  refuse = true;
  await expect(sender(url).send(mail)).rejects.toThrow('the mailbox is full');
  await expect(sender(url.replace('p%40ss', 'wrong')).send(mail)).rejects.toThrow();
  await expect(sender('smtp://127.0.0.1:1').send(mail)).rejects.toThrow();
});
