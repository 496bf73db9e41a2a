/** How a step from one sigma to a smaller one is parted: straight down, and up again by fresh noise. */
export interface AncestralStep {
  readonly down: number;
  readonly up: number;
}

/** `σ_up² = σ'² (σ² - σ'²) / σ²` and `σ_down² = σ'² - σ_up²`: Song et al. 2021, arXiv:2011.13456, appendix F. */
export function ancestralStep(from: number, to: number): AncestralStep {
  const up = Math.sqrt((to ** 2 * (from ** 2 - to ** 2)) / from ** 2);
  return { down: Math.sqrt(to ** 2 - up ** 2), up };
}
