// Names of JetStream streams and NATS subjects, in one place so that publishers and consumers cannot disagree.

/** Work-queue stream: one message is one image. */
export const workStream = 'IMAGEAI_WORK';
/** What happened to generations, kept seven days. */
export const eventStream = 'IMAGEAI_EVENTS';
/** What happened to accounts, kept thirty days. */
export const accountStream = 'IMAGEAI_ACCOUNTS';
/** Messages that no consumer could read. */
export const deadLetterStream = 'IMAGEAI_DEAD_LETTERS';

export const workSubjects = 'imageai.work.>';
export const eventSubjects = 'imageai.events.>';
export const accountSubjects = 'imageai.accounts.>';
export const deadLetterSubjects = 'imageai.dead.>';

export const lanes = ['enterprise', 'professional', 'starter'] as const;
export type LaneName = (typeof lanes)[number];

/** One token of a subject: characters that NATS gives a meaning ("sd-1.5" has a dot) become "=XX". */
export const subjectToken = (text: string): string =>
  text.replace(/[^A-Za-z0-9_-]/gu, (character) =>
    [...new TextEncoder().encode(character)].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join(''),
  );

export const workSubject = (model: string, lane: LaneName): string => `imageai.work.${subjectToken(model)}.${lane}`;
/** The durable consumer that all workers of a model and lane share. */
export const workConsumer = (model: string, lane: LaneName): string => `work_${subjectToken(model)}_${lane}`;
/** `type` as in GenerationEvent ("generation.succeeded"). */
export const eventSubject = (type: string): string => `imageai.events.${type}`;
/** `type` as in AccountEvent ("account.deleted"). */
export const accountSubject = (type: string): string => `imageai.accounts.${type}`;
export const deadLetterSubject = (consumer: string): string => `imageai.dead.${subjectToken(consumer)}`;
/** Plain NATS, never stored. */
export const progressSubject = (generationId: string): string => `imageai.progress.${generationId}`;
/** Plain NATS, empty: somebody begins to follow a generation, and wants to hear at once how far it is. */
export const followedSubject = (generationId: string): string => `imageai.followed.${generationId}`;
export const cancelSubject = 'imageai.cancel';
/** Plain NATS: says that a generation changed, so that watchers elsewhere read it again. */
export const changedSubject = 'imageai.changed';
