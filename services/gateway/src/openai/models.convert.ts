import type { OpenAiModel } from '@imageai/api';
import type { Model } from '@imageai/contracts/generation';
import { seconds } from './image-answers.service.js';
import { defaultSize } from './image-order.js';

/** The catalogue in OpenAI's shape; its first usable model is the default. */
export function toOpenAiModels(models: readonly Model[]): OpenAiModel[] {
  const first = models.find(isReady);
  return models.map((model) => toOpenAiModel(model, model === first));
}

const isReady = ({ unusableReason }: Model): boolean => unusableReason === '';

function toOpenAiModel(model: Model, isDefault: boolean): OpenAiModel {
  const ready = isReady(model);
  const { width, height } = defaultSize(model);
  return {
    id: model.name,
    object: 'model',
    created: seconds(model.registeredAt ?? new Date(0)),
    // Whoever runs this installation put the model into it.
    owned_by: 'operator',
    status: ready ? 'ready' : 'unusable',
    unusable_reason: model.unusableReason || null,
    default: isDefault,
    pipeline: model.pipeline || null,
    features: model.features,
    defaults: ready
      ? {
          num_inference_steps: model.defaultSteps,
          guidance_scale: model.defaultGuidanceScale,
          size: `${width}x${height}`,
        }
      : null,
    sizes: ready ? { multiple_of: model.sizeMultiple, max_pixels: Number(model.maxPixels) } : null,
    digest: model.digest || null,
    system_fingerprint: model.systemFingerprint || null,
    licence: model.licence || null,
    source: model.source || null,
  };
}
