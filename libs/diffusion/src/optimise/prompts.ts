/**
 * What people ask for: subjects, places, light and media of many kinds, short and long, so that a model's values are
 * seen in the range that they have in use. Those for comparison come last, and are not calibrated with.
 */
export const CALIBRATION_PROMPTS: readonly string[] = [
  'a lighthouse in a storm, oil painting',
  'portrait of an old fisherman, wrinkled face, soft window light, 85mm photograph',
  'a bowl of ramen on a wooden table, top view, steam rising',
  'an astronaut riding a horse on the moon, highly detailed, cinematic',
  'isometric drawing of a small bookshop, pastel colours',
  'two cats asleep on a red sofa',
  'a street in Tokyo at night, rain, neon reflections, wide angle',
  'pencil sketch of a sailing ship',
  'a field of sunflowers under a clear blue sky, impressionist',
  'logo of a mountain bike club, flat vector, two colours',
  'a glass of water on a marble counter, studio lighting, white background',
  'a dragon curled around a castle tower at dawn, fog in the valley, fantasy art, intricate, volumetric light',
];

/** Held out: what a changed model is compared by. */
export const COMPARISON_PROMPTS: readonly string[] = [
  'a serene mountain lake at sunset, reflections, photograph',
  'a robot watering plants in a greenhouse, cartoon',
  'close-up of a hummingbird at a flower, macro photograph, shallow depth of field',
  'an abstract composition of circles and lines in blue and orange',
];
