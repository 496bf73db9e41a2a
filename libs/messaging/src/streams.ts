import {
  accountStream,
  accountSubjects,
  deadLetterStream,
  deadLetterSubjects,
  eventStream,
  eventSubjects,
  workStream,
  workSubjects,
} from '@imageai/contracts/subjects';
import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { streamOwners, streamsOf } from './access.js';
import type { Messaging } from './connection.js';

const days = (count: number): number => count * 24 * 60 * 60 * 1e9;
const minutes = (count: number): number => count * 60 * 1e9;

type StreamDefinition = Pick<StreamConfig, 'name' | 'subjects'> & Partial<StreamConfig>;

/** The streams of the platform. Whoever needs one makes sure that it exists; all of them say the same. */
export const streams: readonly StreamDefinition[] = [
  {
    name: workStream,
    subjects: [workSubjects],
    retention: RetentionPolicy.Workqueue,
    // The default, to discard the oldest, would lose accepted work when the stream is full.
    discard: DiscardPolicy.New,
    storage: StorageType.File,
    duplicate_window: minutes(2),
  },
  {
    name: eventStream,
    subjects: [eventSubjects],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    max_age: days(7),
    duplicate_window: minutes(2),
  },
  {
    name: accountStream,
    subjects: [accountSubjects],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    max_age: days(30),
    duplicate_window: minutes(2),
  },
  {
    name: deadLetterStream,
    subjects: [deadLetterSubjects],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    max_age: days(30),
  },
];

/**
 * Creates the streams that are missing, of those that the service uses (all of them for who is none), and brings its own
 * up to date.
 */
export async function ensureStreams({ manager, service }: Messaging): Promise<void> {
  const used = streamsOf(service);
  for (const definition of streams.filter(({ name }) => used?.includes(name) ?? true)) {
    const exists = await manager.streams.info(definition.name).then(
      () => true,
      () => false,
    );
    if (!exists) await manager.streams.add(definition);
    else if (streamOwners[definition.name] === service) await manager.streams.update(definition.name, definition);
  }
}
