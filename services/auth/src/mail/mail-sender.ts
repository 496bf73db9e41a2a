import type { Logger } from '@imageai/telemetry';
import { createTransport } from 'nodemailer';
import type { MailText } from './templates.js';

export interface Mail extends MailText {
  readonly to: string;
}

/** Takes a mail, or rejects and is asked again later. */
export interface MailSender {
  send(mail: Mail): Promise<void>;
}

interface SenderSettings {
  readonly SMTP_URL?: string | undefined;
  readonly MAIL_FROM: string;
}

/** By SMTP; without a server, the log is the mailbox. */
export function createMailSender({ SMTP_URL, MAIL_FROM }: SenderSettings, logger: Logger): MailSender {
  if (SMTP_URL === undefined) {
    return {
      send: async ({ to, subject, link }) =>
        logger.info({ to, subject, link }, 'no mail server is configured (SMTP_URL): the mail is in this line'),
    };
  }
  const transport = createTransport({
    url: SMTP_URL,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
  return {
    send: async ({ to, subject, text, html }) => {
      await transport.sendMail({ from: MAIL_FROM, to, subject, text, html });
    },
  };
}
