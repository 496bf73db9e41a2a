import { describe, expect, it } from '@jest/globals';
import { AppError } from './app-error.js';

describe('AppError', () => {
  it('takes its public words from the registry unless given others', () => {
    expect(new AppError('not_found').message).toBe('There is no such resource.');
    expect(new AppError('not_found', { message: 'No such image.' }).message).toBe('No such image.');
  });

  it('turns any thrown value into internal_error whose public message says nothing of the cause', () => {
    const error = AppError.from(new TypeError('secret path /etc/imageai'));
    expect(error.code).toBe('internal_error');
    expect(error.message).not.toContain('secret');
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it('passes an AppError through unchanged', () => {
    const error = new AppError('overloaded', { retryAfterSeconds: 7 });
    expect(AppError.from(error)).toBe(error);
  });
});
