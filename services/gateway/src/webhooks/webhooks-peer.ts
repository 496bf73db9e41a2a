import { AppError } from '@imageai/errors';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config.js';
import { untilAvailable } from '../peers/until-available.js';
import { CONFIG } from '../tokens.js';

/** What the webhooks service calls the parts of a request, and what clients call them. */
const publicParams: Readonly<Record<string, string>> = { endpoint_id: 'id', delivery_id: 'id' };

/** Calls to the webhooks service: its refusals, which are errors there, are the client's answers here. */
@Injectable()
export class WebhooksPeer {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'PEER_PATIENCE_MS'>) {}

  /**
   * Asks again while the service is away. A rotation that happens twice is harmless: what is shown is the newest
   * secret, and all of them sign until the overlap ends.
   */
  ask<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return untilAvailable(this.config.PEER_PATIENCE_MS, call, refusalOf);
  }
}

function refusalOf({ code, message, param: name }: AppError): AppError | undefined {
  if (code === 'not_found') return new AppError('not_found', { message });
  if (code !== 'parameter_invalid' || name === undefined) return undefined;
  const param = publicParams[name] ?? name;
  // Messages on a parameter begin with its name, as all of the API's do.
  const isOnParameter = message.startsWith(`${name} `);
  return new AppError('parameter_invalid', {
    param,
    message: isOnParameter ? `Invalid parameter: ${message.replace(/\.$/, '')}` : message,
  });
}
