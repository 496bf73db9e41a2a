import type { Logger } from '@imageai/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from './config.js';
import type { Database } from './db/schema.js';
import type { MailSender } from './mail/mail-sender.js';
import { controllers, providers } from './providers.js';
import { DATABASE, KEY_PEPPER, LOGGER, MAIL_SENDER, SETTINGS } from './tokens.js';

export interface AppOptions {
  readonly database: Database;
  readonly keyPepper: string;
  readonly settings: Settings;
  readonly mailSender: MailSender;
  readonly logger: Logger;
}

@Module({})
export class AppModule {
  static register({ database, keyPepper, settings, mailSender, logger }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      controllers: [...controllers],
      providers: [
        { provide: DATABASE, useValue: database },
        { provide: KEY_PEPPER, useValue: keyPepper },
        { provide: SETTINGS, useValue: settings },
        { provide: MAIL_SENDER, useValue: mailSender },
        { provide: LOGGER, useValue: logger },
        ...providers,
      ],
    };
  }
}
