import type { OpenAiUsage } from '@imageai/api';
import type { Parameters } from '@imageai/contracts/generation';

const charactersPerToken = 4;
const pixelsPerToken = 16;

/**
 * How large a request and its answer were, in units that no model's tokenizer changes: a token is four characters of a
 * prompt, or 16 x 16 pixels of an image.
 */
export function usageOf(
  parameters: Pick<Parameters, 'prompt' | 'negativePrompt' | 'width' | 'height' | 'source'>,
  images: number,
): OpenAiUsage {
  const { prompt, negativePrompt, width, height, source } = parameters;
  const text_tokens = textTokens(prompt) + textTokens(negativePrompt);
  const imageTokens = Math.ceil(width / pixelsPerToken) * Math.ceil(height / pixelsPerToken);
  const image_tokens = imageTokens * [source?.imageInputId, source?.maskInputId].filter(Boolean).length;
  const input_tokens = text_tokens + image_tokens;
  const output_tokens = images * imageTokens;
  return {
    total_tokens: input_tokens + output_tokens,
    input_tokens,
    output_tokens,
    input_tokens_details: { text_tokens, image_tokens },
  };
}

const textTokens = (text: string): number => Math.ceil([...text].length / charactersPerToken);
