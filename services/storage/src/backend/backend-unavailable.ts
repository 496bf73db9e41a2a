import { AppError } from '@imageai/errors';

/** A full, broken or unreachable backend is a state that passes: whoever asked tries again. */
export const backendUnavailable = (cause: unknown): AppError =>
  new AppError('unavailable', { message: 'The image files cannot be written or read for a moment. Try again.', cause });
