import { basename } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { ModelError, reasonOf } from '../model/model-error.js';

/**
 * Writes a graph as ONNX Runtime simplified it, in ONNX's own operators: constants are computed, nodes that do nothing
 * are gone. Weights lie in a file beside, named after the graph.
 *
 * @param label for messages: `unet/model.onnx`
 * @throws ModelError `file_invalid`
 */
export async function simplifyGraph(source: string, target: string, label: string): Promise<void> {
  try {
    const session = await InferenceSession.create(source, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'basic',
      optimizedModelFilePath: target,
      extra: {
        session: {
          optimized_model_external_initializers_file_name: `${basename(target)}_data`,
          optimized_model_external_initializers_min_size_in_bytes: '1024',
        },
      },
      logSeverityLevel: 3,
    });
    await session.release();
  } catch (error) {
    throw new ModelError('file_invalid', `${label} cannot be simplified (${reasonOf(error)}): export it again.`);
  }
}
