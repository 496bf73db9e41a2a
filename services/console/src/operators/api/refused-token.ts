import { AuthenticationError } from '@imageai/client';

/** A text that no header can carry is no token either. */
export const refusedToken = (error: unknown): boolean =>
  error instanceof AuthenticationError || error instanceof TypeError;
