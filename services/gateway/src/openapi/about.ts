/** What the document says of the API as a whole. */
export const about = {
  info: {
    title: 'Image AI',
    version: '0.1.0',
    summary: 'A prompt in, a picture out.',
    description: [
      'Send an API key as `Authorization: Bearer <API key>`. Bodies are JSON; `null` counts as not sent, and a field that is not known is refused.',
      'Every error is `{"error": {"message", "type", "param", "code"}}`. Programs decide by `code`. Of several faults the first that applies answers: the key, the minute, the body, what the key and the plan allow, the month.',
      'Every answer has an `x-request-id`. A request that is not HTTP is answered in the same envelope, with 400, 408 or 431.',
    ].join('\n\n'),
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  tags: [
    { name: 'Images', description: 'One call, one answer.' },
    { name: 'Generations', description: 'Work that outlives its connection.' },
    { name: 'OpenAI-compatible', description: 'For clients of OpenAI: only the base URL changes.' },
    {
      name: 'Webhooks',
      description:
        'Where events are delivered. Signed as [Standard Webhooks](https://www.standardwebhooks.com) says; only 2xx is success, and anything else is tried again at growing distances.',
    },
    { name: 'Account', description: 'What an account may do, and what it did.' },
    { name: 'Members', description: 'People who belong to an account, and what they did. Not for keys.' },
    { name: 'Keys', description: 'Who may use an account, and for what. For members, and for keys with `manage`.' },
    {
      name: 'Sign-in',
      description: 'For people, before they are signed in. No answer tells whether an address is known.',
    },
    { name: 'Sessions', description: 'For people who are signed in.' },
    { name: 'Events', description: 'What is delivered to webhook endpoints.' },
    { name: 'Service', description: 'The service itself.' },
  ],
};

/** How to say who asks. */
export const publicSecurity = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of the account: `iai_live_…`. It is a secret.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'imageai_session',
    description:
      'For pages of this origin: the cookie of whoever is signed in (`__Host-imageai_session` under https). What changes something needs the session’s CSRF token as `x-csrf-token` besides; `x-account-id` says which account is meant.',
  },
} as const;
