import type { Model } from '@imageai/contracts/generation';
import type { ModelDescriptor } from '@imageai/diffusion';

const setByCatalogue = { registeredAt: undefined, systemFingerprint: '' };

/** A model of the engine as the catalogue keeps it. */
export function toModel(model: ModelDescriptor): Model {
  if (model.status === 'unusable') {
    return {
      name: model.name,
      digest: '',
      defaultSteps: 0,
      defaultGuidanceScale: 0,
      sizeMultiple: 0,
      maxPixels: 0n,
      unusableReason: model.reason,
      runtime: '',
      licence: '',
      source: '',
      pipeline: '',
      features: [],
      ...setByCatalogue,
    };
  }
  return {
    name: model.name,
    digest: model.digest,
    defaultSteps: model.defaults.steps,
    defaultGuidanceScale: model.defaults.guidanceScale,
    sizeMultiple: model.sizeMultiple,
    maxPixels: BigInt(model.maxPixels),
    unusableReason: '',
    runtime: model.runtime,
    licence: model.licence ?? '',
    source: model.source ?? '',
    pipeline: model.pipeline,
    features: [...model.features],
    ...setByCatalogue,
  };
}
