import { type Throttled, TokenRefusal } from '@imageai/contracts/auth';
import { AppError } from '@imageai/errors';

export const throttled = ({ retryAfterSeconds }: Throttled): AppError =>
  new AppError('rate_limit_exceeded', { message: 'Too many attempts. Try again later.', retryAfterSeconds });

/** Why a link out of a mail does not work. */
export function linkRefused(refusal: TokenRefusal): AppError {
  if (refusal === TokenRefusal.TOKEN_REFUSAL_WRONG_PASSWORD) {
    const message = 'Invalid parameter: password must be the one that was chosen at the sign-up';
    return new AppError('parameter_invalid', { param: 'password', message });
  }
  if (refusal === TokenRefusal.TOKEN_REFUSAL_SIGN_IN_FIRST) {
    return new AppError('conflict', { message: 'Somebody with this address exists already: sign in first.' });
  }
  if (refusal === TokenRefusal.TOKEN_REFUSAL_OTHER_ADDRESS) {
    return new AppError('conflict', { message: 'The link was sent to another address than yours.' });
  }
  return new AppError('link_invalid');
}
