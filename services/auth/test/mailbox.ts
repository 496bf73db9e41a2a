import { waitUntil } from '@imageai/testing';
import type { Mail, MailSender } from '../src/mail/mail-sender.js';

/** Takes the mails that the service sends, or refuses them. */
export class Mailbox implements MailSender {
  readonly mails: Mail[] = [];
  failing = false;

  async send(mail: Mail): Promise<void> {
    if (this.failing) throw new Error('the mail server is away');
    this.mails.push(mail);
  }

  /** The next mail to an address, which is taken out of the box. */
  async take(to: string): Promise<Mail> {
    const mail = await waitUntil(() => this.mails.find((one) => one.to === to), { what: `a mail to ${to}` });
    this.mails.splice(this.mails.indexOf(mail), 1);
    return mail;
  }

  /** The token in the next mail to an address. */
  async takeToken(to: string): Promise<string> {
    const { link } = await this.take(to);
    const token = link?.split('#token=')[1];
    if (token === undefined) throw new Error(`there is no link in the mail to ${to}`);
    return token;
  }
}
