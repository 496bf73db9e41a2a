import {
  accountStream,
  accountSubjects,
  cancelSubject,
  changedSubject,
  deadLetterStream,
  deadLetterSubject,
  eventStream,
  eventSubject,
  eventSubjects,
  followedSubject,
  progressSubject,
  workStream,
  workSubjects,
} from '@imageai/contracts/subjects';

/** What a service does on NATS. */
interface Access {
  /** Streams that it makes where they are missing; who is their `owner` also brings them up to date. */
  readonly streams: readonly string[];
  readonly publishes: readonly string[];
  /** Plain subjects, which no stream keeps. */
  readonly listens?: readonly string[];
  /** Durable consumers that it makes for itself, by their stream, each with the subjects that it is given. */
  readonly consumes?: Readonly<Record<string, readonly { readonly durable: string; readonly subjects: string }[]>>;
  /** Streams whose consumers it makes for others, and whose messages it looks at and takes back. */
  readonly manages?: readonly string[];
  /** Streams whose consumers, made by others, it pulls from. */
  readonly pulls?: readonly string[];
}

/** A subject's permissions as nats-server's configuration has them. */
export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** The one list of who does what on NATS: streams are made by it, and the users of nats-server are made from it. */
const access = {
  auth: { streams: [accountStream], publishes: [accountSubjects] },
  gateway: { streams: [], publishes: [followedSubject('*')], listens: [progressSubject('*')] },
  generation: {
    streams: [workStream, eventStream, accountStream, deadLetterStream],
    publishes: [
      workSubjects,
      eventSubject('generation.*'),
      changedSubject,
      cancelSubject,
      deadLetterSubject('generation_accounts'),
    ],
    consumes: { [accountStream]: [{ durable: 'generation_accounts', subjects: accountSubjects }] },
    listens: [changedSubject],
    manages: [workStream],
  },
  inference: {
    streams: [],
    publishes: [progressSubject('*'), deadLetterSubject('inference')],
    listens: [cancelSubject, followedSubject('*')],
    pulls: [workStream],
  },
  metering: {
    streams: [eventStream, accountStream, deadLetterStream],
    publishes: [eventSubject('quota.warning'), deadLetterSubject('metering'), deadLetterSubject('metering_accounts')],
    consumes: {
      [eventStream]: [{ durable: 'metering', subjects: eventSubjects }],
      [accountStream]: [{ durable: 'metering_accounts', subjects: accountSubjects }],
    },
  },
  storage: {
    streams: [eventStream, accountStream, deadLetterStream],
    publishes: [deadLetterSubject('storage'), deadLetterSubject('storage_accounts')],
    consumes: {
      [eventStream]: [{ durable: 'storage', subjects: eventSubject('generation.*') }],
      [accountStream]: [{ durable: 'storage_accounts', subjects: accountSubjects }],
    },
  },
  webhooks: {
    streams: [eventStream, accountStream, deadLetterStream],
    publishes: [deadLetterSubject('webhooks'), deadLetterSubject('webhooks_accounts')],
    consumes: {
      [eventStream]: [{ durable: 'webhooks', subjects: eventSubjects }],
      [accountStream]: [{ durable: 'webhooks_accounts', subjects: accountSubjects }],
    },
  },
} as const satisfies Record<string, Access>;

export type NatsService = keyof typeof access;

/** Those that use NATS, in the order of the alphabet. */
export const natsServices = Object.keys(access) as NatsService[];

/** Which service brings a stream up to date when a version changes it; the others only make it where it is missing. */
export const streamOwners: Readonly<Record<string, NatsService>> = {
  [workStream]: 'generation',
  [eventStream]: 'generation',
  [deadLetterStream]: 'generation',
  [accountStream]: 'auth',
};

/** Answers to a service come below this and nothing else does, so that none can read another's. */
export const inboxPrefix = (service: string): string => `_INBOX.${service}`;

/** The streams that a service makes sure of; undefined for a name that is none of the services. */
export function streamsOf(service: string): readonly string[] | undefined {
  return Object.hasOwn(access, service) ? access[service as NatsService].streams : undefined;
}

/** What the user of a service may publish and subscribe: what it does, and of JetStream's API what that takes. */
export function natsPermissions(service: NatsService): NatsPermissions {
  const { streams, publishes, listens = [], consumes = {}, manages = [], pulls = [] }: Access = access[service];
  const ofStreams = streams.flatMap((stream) => [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.STREAM.CREATE.${stream}`,
    ...(streamOwners[stream] === service ? [`$JS.API.STREAM.UPDATE.${stream}`] : []),
  ]);
  const ofConsumers = Object.entries(consumes).flatMap(([stream, consumers]) =>
    consumers.flatMap(({ durable, subjects }) => [
      // With its filter in the subject: the server holds the request to it, so that no other one can be asked for.
      `$JS.API.CONSUMER.CREATE.${stream}.${durable}.${subjects}`,
      `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
      `$JS.ACK.${stream}.${durable}.>`,
    ]),
  );
  const ofManaged = manages.flatMap((stream) => [
    `$JS.API.CONSUMER.CREATE.${stream}.>`,
    `$JS.API.STREAM.MSG.GET.${stream}`,
    `$JS.API.STREAM.MSG.DELETE.${stream}`,
  ]);
  // A consumer's name is one token, of which nothing can be said: here the stream is what a right is about.
  const ofPulled = pulls.flatMap((stream) => [`$JS.API.CONSUMER.MSG.NEXT.${stream}.*`, `$JS.ACK.${stream}.>`]);
  return {
    publish: [...publishes, ...ofStreams, ...ofConsumers, ...ofManaged, ...ofPulled],
    subscribe: [`${inboxPrefix(service)}.>`, ...listens],
  };
}
