import type { OpenAiUsage } from '@imageai/api';
import type { Parameters } from '@imageai/contracts/generation';

const charactersPerToken = 4;
const pixelsPerToken = 16;

/**
 * How large a request and its answer were, in units that no model's tokenizer changes: a token is four characters of a
 * prompt, or 16 x 16 pixels of an image.
 */
export function usageOf(
  { prompt, negativePrompt, width, height }: Pick<Parameters, 'prompt' | 'negativePrompt' | 'width' | 'height'>,
  images: number,
): OpenAiUsage {
  const text_tokens = textTokens(prompt) + textTokens(negativePrompt);
  const output_tokens = images * Math.ceil(width / pixelsPerToken) * Math.ceil(height / pixelsPerToken);
  return {
    total_tokens: text_tokens + output_tokens,
    input_tokens: text_tokens,
    output_tokens,
    input_tokens_details: { text_tokens, image_tokens: 0 },
  };
}

const textTokens = (text: string): number => Math.ceil([...text].length / charactersPerToken);
