export const errors = {
  request: 'Request',
  unknown: 'Something went wrong',
  offline: {
    title: 'No answer from the server',
    detail: 'Check the network, and try again: nothing is made or charged twice.',
  },
  byCode: {
    invalid_session: { title: 'You are signed out', detail: 'Sign in again; what you typed is kept.' },
    wrong_credentials: { title: 'That does not fit', detail: 'No account has this address with this password.' },
    link_invalid: {
      title: 'This link does not work any more',
      detail: 'Links work once and for a limited time. Ask for a new one.',
    },
    csrf_refused: { title: 'This page is too old', detail: 'Load it again and repeat what you did.' },
    account_suspended: {
      title: 'This account is suspended',
      detail: 'Whoever runs this server stopped it. Nothing new is made until they lift that.',
    },
    content_prohibited: { title: 'The prompt asks for what is not allowed here', detail: undefined },
    plan_required: { title: 'Not on this plan', detail: undefined },
    insufficient_scope: { title: 'Not allowed', detail: undefined },
    monthly_quota_exceeded: {
      title: 'The images of this month are used up',
      detail: 'They are there again on the first of the month (UTC). A larger plan has more.',
    },
    overloaded: {
      title: 'Too much is waiting',
      detail: 'It could not be begun in time. Nothing was charged; try again in a while.',
    },
    unavailable: {
      title: 'A part of the server is away',
      detail: 'It usually is back within seconds. Nothing was charged.',
    },
    generation_timeout: { title: 'It took too long', detail: 'It was not ready by its deadline. Nothing was charged.' },
    internal_error: {
      title: 'The server made a mistake',
      detail: 'Nothing was charged. Try again; if it stays, tell whoever runs the server.',
    },
    version_conflict: { title: 'Somebody was faster', detail: undefined },
    not_found: { title: 'There is no such thing', detail: 'It may be gone, or belong to another account.' },
    image_gone: { title: 'This picture is gone', detail: 'Its time was over, or it was deleted.' },
  },
  rateLimited: 'Too many requests in a minute',
  rateLimitedFor: (seconds: number) => `The next one is free in ${seconds} s.`,
} as const;
