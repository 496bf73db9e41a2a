import { fusedAttention } from './fused-attention.js';
import { graphChange } from './graph-change.js';
import { timestepPerRow } from './timestep-per-row.js';

/** What is changed of a denoiser while it is loaded. */
export const denoiserChange = graphChange('with a timestep a row and fused attention', [
  timestepPerRow,
  fusedAttention,
]);

/** What is changed of an autoencoder's halves, which may have attention in their middle. */
export const autoencoderChange = graphChange('with fused attention', [fusedAttention]);
