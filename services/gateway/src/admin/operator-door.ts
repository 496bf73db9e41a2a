import { AppError } from '@imageai/errors';
import { Drain } from '../drain/drain.js';
import type { Door } from '../http/door.js';
import type { Operators } from './operators.js';

/**
 * The door of the operators' API: nothing is served without a token. A page cannot send one from another origin, since
 * none is ever allowed to.
 */
export const operatorDoor = (operators: Operators, drain: Drain): Door => ({
  enter: async ({ call }) => {
    const token = /^bearer +(\S+) *$/i.exec(call.header('authorization') ?? '')?.[1];
    const operator = token === undefined ? undefined : operators.find(token);
    if (operator === undefined) throw new AppError('invalid_operator_token');
    if (drain.isDraining) throw new AppError('unavailable');
    call.authenticated({ operator });
  },
  refused: async (_call, error) => error,
});
