export const front = {
  title: 'Words in. Pictures out.',
  lead: 'One call makes a picture. The same seed makes the same picture, to the byte. On servers of your own, with a price that cannot run away.',
  examples: {
    title: 'Made by the model that comes with it',
    body: 'Every picture on this page has its prompt and seed: open one in the playground, and it is made again, the same.',
    seed: 'seed',
    open: 'Open in the playground',
    pick: 'Choose a picture',
  },
  quickStart: {
    title: 'Your first picture is one request away',
    body: 'Sign up, copy your key, and run one of these. There is nothing to install.',
    label: 'Quick start',
  },
  promises: [
    {
      title: 'Reproducible',
      body: 'Prompt, seed and parameters name a picture for good: made alone or among a thousand others.',
    },
    {
      title: 'Counted exactly',
      body: 'Limits hold to the request. What could not be made is not charged, and you can see why.',
    },
    {
      title: 'Nothing is lost',
      body: 'Work outlives its connection: follow it live, be told by webhook, or ask again tomorrow.',
    },
  ],
  plans: {
    title: 'Three plans',
    images: 'images a month',
    requests: 'requests a minute',
    variations: 'variations a request',
    retention: 'days a picture is kept',
    choose: 'Start here',
    list: [
      {
        plan: 'starter',
        images: '500',
        requests: '10',
        variations: '1',
        retention: '30',
        for: 'To try it out and for small things.',
      },
      {
        plan: 'professional',
        images: '2,000',
        requests: '30',
        variations: '10',
        retention: '30',
        for: 'For products with users.',
      },
      {
        plan: 'enterprise',
        images: '5,000 and up',
        requests: '100',
        variations: '10',
        retention: '30 and up',
        for: 'For whoever needs more, and first in the queue.',
      },
    ],
    note: 'Every account begins on Starter. Whoever runs this server changes plans.',
  },
  footer: { docs: 'Documentation', openapi: 'OpenAPI', made: 'Self-hosted image generation' },
} as const;
