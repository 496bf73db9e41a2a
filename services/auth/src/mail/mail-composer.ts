import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../config.js';
import type { MailRow } from '../db/schema.js';
import { InvitationsRepository } from '../members/invitations.repository.js';
import { SignUpsRepository } from '../people/sign-ups.repository.js';
import { UsersRepository } from '../people/users.repository.js';
import { SETTINGS } from '../tokens.js';
import { LinksRepository } from './links.repository.js';
import * as templates from './templates.js';

/** Writes mails at the moment they are sent. */
@Injectable()
export class MailComposer {
  constructor(
    private readonly users: UsersRepository,
    private readonly signUps: SignUpsRepository,
    private readonly invitations: InvitationsRepository,
    private readonly links: LinksRepository,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'PUBLIC_URL'>,
  ) {}

  /** Nothing where there is nothing to say any more: nobody has the address, the invitation was taken back. */
  async compose({ recipient, job }: MailRow): Promise<templates.MailText | undefined> {
    switch (job.kind) {
      case 'sign_up':
        return this.signUp(recipient, job.signUpId);
      case 'password_reset': {
        const user = await this.users.findByEmail(recipient);
        if (user === undefined) return undefined;
        return templates.resetPassword(await this.link('reset-password', 'password_reset', user.id));
      }
      case 'password_changed':
        return templates.passwordChanged(this.page('forgotten-password'));
      case 'invitation': {
        const found = await this.invitations.findOpen(job.invitationId);
        if (found === undefined) return undefined;
        const url = await this.link('accept-invitation', 'invitation', job.invitationId);
        return templates.invitation(found.account_name, found.role, url);
      }
      case 'account_deleted':
        return templates.accountDeleted(job.accountName);
      case 'key_leaked':
        return templates.keyLeaked(job.keyName, job.prefix, job.foundAt, this.page('keys'));
    }
  }

  private async signUp(recipient: string, signUpId: string): Promise<templates.MailText | undefined> {
    if ((await this.users.findByEmail(recipient)) !== undefined) {
      return templates.alreadySignedUp(this.page('sign-in'));
    }
    if ((await this.signUps.find(signUpId)) === undefined) return undefined;
    return templates.confirmAddress(await this.link('verify-email', 'sign_up', signUpId));
  }

  private page(path: string): string {
    return `${this.settings.PUBLIC_URL}/${path}`;
  }

  /** The token stands behind "#": browsers send that to nobody, no log and no other site sees it. */
  private async link(path: string, purpose: Parameters<LinksRepository['create']>[0], subject: string) {
    return `${this.page(path)}#token=${await this.links.create(purpose, subject)}`;
  }
}
