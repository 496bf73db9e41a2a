import {
  accountStream,
  accountSubject,
  cancelSubject,
  changedSubject,
  deadLetterStream,
  deadLetterSubject,
  eventStream,
  eventSubject,
  followedSubject,
  progressSubject,
  workConsumer,
  workStream,
  workSubject,
} from '@imageai/contracts/subjects';
import { createLogger } from '@imageai/telemetry';
import { waitUntil } from '@imageai/testing';
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { AckPolicy } from '@nats-io/jetstream';
import { EventConsumer, ensureStreams, type Messaging, type NatsService, natsServices } from '../src/index.js';
import { type Connected, Users } from './users.js';

const logger = createLogger('test', 'fatal');
const bytes = new TextEncoder().encode('x');
let users: Users;
let admin: Messaging;
let as: Record<NatsService, Connected>;

beforeAll(async () => {
  users = await Users.start();
  admin = await users.admin();
  as = Object.fromEntries(
    await Promise.all(natsServices.map(async (name) => [name, await users.connect(name)])),
  ) as typeof as;
});

afterAll(() => users.stop());

/** Every service of the platform that uses NATS, with what its code does there. */
describe('with only its own rights', () => {
  it.each(natsServices)('%s finds its streams made, whoever of them comes first', async (service) => {
    for (const name of [workStream, eventStream, accountStream, deadLetterStream]) {
      await admin.manager.streams.delete(name).catch(() => undefined);
    }
    await ensureStreams(as[service].messaging);
    await ensureStreams(as[service].messaging);
    expect(as[service].refused).toEqual([]);
  });

  it('generation hands work out, takes it back and tells what became of it', async () => {
    const { messaging, refused } = as.generation;
    await ensureStreams(messaging);
    await messaging.manager.consumers.add(workStream, {
      durable_name: workConsumer('sd-1.5', 'starter'),
      filter_subject: workSubject('sd-1.5', 'starter'),
      ack_policy: AckPolicy.Explicit,
    });
    const { seq } = await messaging.jetStream.publish(workSubject('sd-1.5', 'starter'), bytes);
    expect((await messaging.manager.streams.getMessage(workStream, { seq }))?.seq).toBe(seq);
    expect(await messaging.manager.streams.deleteMessage(workStream, seq, false)).toBe(true);
    await messaging.jetStream.publish(eventSubject('generation.succeeded'), bytes);
    const heard = messaging.connection.subscribe(changedSubject, { max: 1 });
    messaging.connection.publish(changedSubject, bytes);
    for await (const { subject } of heard) expect(subject).toBe(changedSubject);
    messaging.connection.publish(cancelSubject, bytes);
    await messaging.connection.flush();
    expect(refused).toEqual([]);
  });

  it('inference pulls and acks work, tells its progress, hears cancellations and puts aside what it cannot read', async () => {
    const { messaging, refused } = as.inference;
    const { connection } = messaging;
    await as.generation.messaging.jetStream.publish(workSubject('sd-1.5', 'starter'), bytes);
    const inbox = messaging.createInbox();
    const pulled = connection.subscribe(inbox, { max: 1 });
    const consumer = workConsumer('sd-1.5', 'starter');
    connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${workStream}.${consumer}`, '{"batch":1}', { reply: inbox });
    for await (const message of pulled) message.respond('+ACK');
    const cancelled = connection.subscribe(cancelSubject, { max: 1 });
    await connection.flush();
    as.generation.messaging.connection.publish(cancelSubject, bytes);
    for await (const { subject } of cancelled) expect(subject).toBe(cancelSubject);
    connection.publish(progressSubject('gen_1'), bytes, { reply: messaging.createInbox() });
    await messaging.jetStream.publish(deadLetterSubject('inference'), bytes);
    await waitUntil(async () => (await admin.manager.streams.info(workStream)).state.messages === 0, {
      what: 'the ack of the work',
    });
    expect(refused).toEqual([]);
  });

  it('the gateway hears the progress of a generation', async () => {
    const { messaging, refused } = as.gateway;
    const heard = messaging.connection.subscribe(progressSubject('gen_1'), { max: 1 });
    await messaging.connection.flush();
    as.inference.messaging.connection.publish(progressSubject('gen_1'), bytes);
    for await (const { subject } of heard) expect(subject).toBe(progressSubject('gen_1'));
    expect(refused).toEqual([]);
  });

  it('auth tells of accounts', async () => {
    await ensureStreams(as.auth.messaging);
    await as.auth.messaging.jetStream.publish(accountSubject('account.deleted'), bytes);
    expect(as.auth.refused).toEqual([]);
  });

  it.each([
    ['metering', 'metering', eventStream, eventSubject('generation.failed')],
    ['metering', 'metering_accounts', accountStream, accountSubject('account.deleted')],
    ['webhooks', 'webhooks', eventStream, eventSubject('generation.failed')],
  ] as const)(
    '%s consumes as %s what it reads, and puts aside what it cannot',
    async (service, durable, stream, subject) => {
      const { messaging, refused } = as[service];
      await ensureStreams(messaging);
      const { promise: handled, resolve } = Promise.withResolvers<string>();
      const consumer = new EventConsumer<string>(messaging, {
        durable,
        source: { stream, subjects: `${subject.split('.').slice(0, 2).join('.')}.>` },
        decode: (payload) => {
          if (payload.length === 0) throw new Error('empty');
          return subject;
        },
        handle: async (event) => resolve(event),
        logger,
      });
      await consumer.start();
      const dead = admin.connection.subscribe(deadLetterSubject(durable), { max: 1 });
      await admin.connection.flush();
      await admin.jetStream.publish(subject, new Uint8Array());
      await admin.jetStream.publish(subject, bytes);
      for await (const message of dead) expect(message.data.length).toBe(0);
      expect(await handled).toBe(subject);
      await waitUntil(async () => (await admin.manager.consumers.info(stream, durable)).num_ack_pending === 0, {
        what: 'the acks of both events',
      });
      await consumer.stop();
      expect(refused).toEqual([]);
    },
  );

  it('metering warns of months that are used up', async () => {
    await as.metering.messaging.jetStream.publish(eventSubject('quota.warning'), bytes);
    expect(as.metering.refused).toEqual([]);
  });
});

describe('what is another’s is refused:', () => {
  test.each([
    ['work', workSubject('embedded', 'starter'), ['generation']],
    ['what became of a generation', eventSubject('generation.succeeded'), ['generation']],
    ['a warning of the quota', eventSubject('quota.warning'), ['metering']],
    ['the end of an account', accountSubject('account.deleted'), ['auth']],
    ['a cancellation', cancelSubject, ['generation']],
    ['progress', progressSubject('gen_1'), ['inference']],
    ['that a generation is followed', followedSubject('gen_1'), ['gateway']],
    ['dead letters of webhooks', deadLetterSubject('webhooks'), ['webhooks']],
    ['an answer to another', '_INBOX.metering.1', []],
    ['a change of the events’ stream', `$JS.API.STREAM.UPDATE.${eventStream}`, ['generation']],
    ['a change of the accounts’ stream', `$JS.API.STREAM.UPDATE.${accountStream}`, ['auth']],
    ['the end of a stream', `$JS.API.STREAM.DELETE.${workStream}`, []],
    ['emptying a stream', `$JS.API.STREAM.PURGE.${eventStream}`, []],
    ['a stream of one’s own', '$JS.API.STREAM.CREATE.MINE', []],
    ['pulling work', `$JS.API.CONSUMER.MSG.NEXT.${workStream}.work_embedded_starter`, ['inference']],
    ['acks of work', `$JS.ACK.${workStream}.work_embedded_starter.1.1.1.1.0`, ['inference']],
    ['pulling metering’s events', `$JS.API.CONSUMER.MSG.NEXT.${eventStream}.metering`, ['metering']],
    ['a consumer of work', `$JS.API.CONSUMER.CREATE.${workStream}.mine.imageai.work.>`, ['generation']],
    ['the end of a consumer', `$JS.API.CONSUMER.DELETE.${eventStream}.metering`, []],
    ['a subject of nobody’s', 'elsewhere', []],
  ])('%s goes out on %s only from %j', async (_what, subject, allowed) => {
    const taken = await Promise.all(natsServices.map(async (name) => [name, await as[name].mayPublish(subject)]));
    expect(taken.filter(([, may]) => may).map(([name]) => name)).toEqual(allowed);
  });

  test.each([
    ['progress', progressSubject('gen_1'), ['gateway']],
    ['who is followed', followedSubject('gen_1'), ['inference']],
    ['changes', changedSubject, ['generation']],
    ['cancellations', cancelSubject, ['inference']],
    ['work, beside the queue', 'imageai.work.>', []],
    ['events, beside the stream', 'imageai.events.>', []],
    ['answers to metering', '_INBOX.metering.>', ['metering']],
    ['everything', '>', []],
    ['JetStream’s own traffic', '$JS.>', []],
  ])('%s is heard on %s only by %j', async (_what, subject, allowed) => {
    const taken = await Promise.all(natsServices.map(async (name) => [name, await as[name].maySubscribe(subject)]));
    expect(taken.filter(([, may]) => may).map(([name]) => name)).toEqual(allowed);
  });
});
