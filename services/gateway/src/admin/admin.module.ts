import type { Logger } from '@imageai/telemetry';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../config.js';
import { Drain } from '../drain/drain.js';
import type { Judges } from '../moderation/moderation.service.js';
import { ACCOUNTS, AUDIT, CONFIG, GENERATION, KEYS, LOGGER, MODELS, MODERATION, USAGE } from '../tokens.js';
import { adminControllers, adminProviders } from './admin.parts.js';
import { DEAD_LETTERS, QUEUE } from './admin-tokens.js';
import type { OperatorPeers } from './operator-peers.js';

export interface AdminParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly peers: Omit<OperatorPeers, 'close'>;
  readonly judges: Judges;
}

/** What operators can do over HTTP: the services' own RPCs, asked in the operator's name. */
@Module({ controllers: adminControllers, providers: [...adminProviders, Drain] })
export class AdminModule {
  static register({ config, logger, peers, judges }: AdminParts): DynamicModule {
    return {
      module: AdminModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        { provide: ACCOUNTS, useValue: peers.accounts },
        { provide: AUDIT, useValue: peers.audit },
        { provide: KEYS, useValue: peers.keys },
        { provide: USAGE, useValue: peers.usage },
        { provide: GENERATION, useValue: peers.generation },
        { provide: MODELS, useValue: peers.models },
        { provide: DEAD_LETTERS, useValue: peers.deadLetters },
        { provide: QUEUE, useValue: peers.queue },
        { provide: MODERATION, useValue: judges },
      ],
    };
  }
}
