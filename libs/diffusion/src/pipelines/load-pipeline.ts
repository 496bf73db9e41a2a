import { ModelError } from '../model/model-error.js';
import type { ModelFolder } from '../model/read-model-folder.js';
import type { Runtime } from '../runtime/session.js';
import { FLUX, fluxPipeline } from './flux.js';
import type { Pipeline } from './pipeline.js';
import { LATENT_CONSISTENCY, STABLE_DIFFUSION, stableDiffusionPipeline } from './stable-diffusion.js';
import { STABLE_DIFFUSION_3, stableDiffusion3Pipeline } from './stable-diffusion-3.js';
import { STABLE_DIFFUSION_XL, stableDiffusionXlPipeline } from './stable-diffusion-xl.js';
import { STYLED_LATENT_FLOW, styledLatentFlowPipeline } from './styled-latent-flow.js';

const pipelines: Readonly<Record<string, (model: ModelFolder, runtime: Runtime) => Promise<Pipeline>>> = {
  [STABLE_DIFFUSION]: stableDiffusionPipeline(STABLE_DIFFUSION),
  [LATENT_CONSISTENCY]: stableDiffusionPipeline(LATENT_CONSISTENCY),
  [STABLE_DIFFUSION_XL]: stableDiffusionXlPipeline,
  [STABLE_DIFFUSION_3]: stableDiffusion3Pipeline,
  [FLUX]: fluxPipeline,
  [STYLED_LATENT_FLOW]: styledLatentFlowPipeline,
};

/** Of the classes for one task: here a pipeline does all that its components can. */
const TASK = /(Img2Img|Inpaint)(?=Pipeline$)/;

/**
 * Loads the pipeline that a model's `model_index.json` names.
 *
 * @throws ModelError `unsupported_pipeline` when the class is not known, or what loading its components gives
 */
export async function loadPipeline(model: ModelFolder, runtime: Runtime): Promise<Pipeline> {
  const { pipelineClass } = model.index;
  const load = pipelines[pipelineClass.replace(TASK, '')];
  if (load) return load(model, runtime);
  throw new ModelError(
    'unsupported_pipeline',
    `model_index.json in ${model.path} names the pipeline ${pipelineClass}, which is not supported: use a model of ${Object.keys(pipelines).join(', ')}.`,
  );
}
