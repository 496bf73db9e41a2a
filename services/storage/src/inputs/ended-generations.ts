import { GenerationEvent } from '@imageai/contracts/generation';
import { eventStream, eventSubject } from '@imageai/contracts/subjects';
import type { InputsService } from './inputs.service.js';

/** What storage takes of the stream of events: a generation that ended needs its inputs no more. */
export const endedGenerations = (inputs: Pick<InputsService, 'delete'>) => ({
  durable: 'storage',
  source: { stream: eventStream, subjects: eventSubject('generation.*') },
  decode: decodeEvent,
  handle: async ({ generation }: GenerationEvent): Promise<void> => {
    const source = generation?.parameters?.source;
    if (generation === undefined || source === undefined) return;
    const ids = [source.imageInputId, source.maskInputId].filter((id) => id !== '');
    await inputs.delete(generation.accountId, ids);
  },
});

function decodeEvent(payload: Uint8Array): GenerationEvent {
  const event = GenerationEvent.decode(payload);
  if (event.generation === undefined) throw new Error('an event of no generation');
  return event;
}
