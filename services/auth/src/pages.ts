import { AppError } from '@imageai/errors';

const defaultSize = 50;
const largestSize = 200;

interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

/** The size of a page, and the token of the page before where there was one. */
export function checkPage(request: PageRequest, token: RegExp): { size: number; token: string | undefined } {
  const { pageSize, pageToken } = request;
  if (pageSize > largestSize) {
    throw new AppError('parameter_invalid', {
      message: `page_size must be at most ${largestSize}.`,
      param: 'page_size',
    });
  }
  if (pageToken !== '' && !token.test(pageToken)) {
    const message = 'page_token must be the next_page_token of the page before.';
    throw new AppError('parameter_invalid', { message, param: 'page_token' });
  }
  return { size: pageSize || defaultSize, token: pageToken || undefined };
}
