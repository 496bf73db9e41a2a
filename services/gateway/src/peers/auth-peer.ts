import { AppError, errorRegistry } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG } from '../tokens.js';
import { refusalsBy } from './refusals.js';
import { untilAvailable } from './until-available.js';

const refusalOf = refusalsBy({
  account_id: 'id',
  key_id: 'id',
  user_id: 'id',
  invitation_id: 'id',
  page_size: 'limit',
  page_token: 'cursor',
  'new_user.name': 'name',
  'new_user.password': 'password',
});

/** Calls to auth on people, keys and accounts: its refusals, which are errors there, are the client's answers here. */
@Injectable()
export class AuthPeer {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>) {}

  /** Asks again while auth is away: for what may happen twice. */
  ask<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return untilAvailable(this.config.PEER_PATIENCE_MS, call, refused);
  }

  /** For what makes something each time: whether a lost call made it is not known, so the client decides. */
  askOnce<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return untilAvailable(0, call, refused);
  }
}

function refused(error: AppError): AppError | undefined {
  if (error.code === 'insufficient_scope') return new AppError('insufficient_scope', { message: error.message });
  // The key ended while it was still believed. Of our own service token auth speaks in other words.
  const isAboutKey = error.code === 'invalid_api_key' && error.message === errorRegistry.invalid_api_key.text;
  return isAboutKey ? new AppError('invalid_api_key') : refusalOf(error);
}
