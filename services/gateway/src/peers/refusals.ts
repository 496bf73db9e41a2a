import { AppError } from '@imageai/errors';
import type { RefusalOf } from './until-available.js';

/**
 * Of services that refuse by errors, what the client is to be told: what is not there, which parameter is wrong, and
 * that its idempotency key stands for another request.
 * @param publicParams what clients call the parts of a request, where the service calls them something else
 */
export const refusalsBy =
  (publicParams: Readonly<Record<string, string>>): RefusalOf =>
  ({ code, message, param: name }) => {
    if (code === 'not_found') return new AppError('not_found', { message });
    if (code === 'idempotency_mismatch') return new AppError('idempotency_mismatch', { param: 'Idempotency-Key' });
    if (code !== 'parameter_invalid' || name === undefined) return undefined;
    const param = publicParams[name] ?? name;
    // Messages on a parameter begin with its name, as all of the API's do.
    const isOnParameter = message.startsWith(`${name} `);
    return new AppError('parameter_invalid', {
      param,
      message: isOnParameter ? `Invalid parameter: ${param}${message.slice(name.length).replace(/\.$/, '')}` : message,
    });
  };
