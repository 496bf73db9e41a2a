import type { GenerationResource } from '@imageai/client';
import { type Fact, factLines } from '../terminal/facts.js';

/** A generation as lines for people. */
export function describe(generation: GenerationResource): string[] {
  const { parameters } = generation;
  const facts: Fact[] = [
    ['id', generation.id],
    ['status', generation.status],
    ['ahead', generation.status === 'queued' ? generation.queue_position : null],
    ['created', generation.created_at],
    ['started', generation.started_at],
    ['finished', generation.finished_at],
    ['prompt', parameters.prompt],
    ['negative', parameters.negative_prompt],
    ['style', parameters.style],
    ['size', `${parameters.width}x${parameters.height}`],
    ['number', parameters.n],
    ['seed', parameters.seed],
    ['guidance', parameters.guidance_scale],
    ['steps', parameters.num_inference_steps],
    ['model', parameters.model],
    ['error', generation.error?.message ?? null],
    ...generation.images.map(({ url }): [string, string] => ['picture', url]),
    ...generation.failed.map(({ index, error }): [string, string] => ['failed', `${index + 1}: ${error.message}`]),
  ];
  return factLines(facts);
}
