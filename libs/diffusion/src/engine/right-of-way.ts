/** An image, and whose it is. */
export interface Owned {
  readonly id: number;
  /** Whoever shares the engine with others; opaque. */
  readonly tenant: string;
}

/** Images of one tenant that may be served while another one waits. */
const TURNS = 2;

/**
 * Keeps a flood of one tenant's images from making another wait. A tenant waits from its first image that is not
 * finished, anew after each that ends; while it waits, no more than two images of any single other tenant are served.
 * Whatever order a policy wishes for, the third has to let it go first.
 *
 * Someone can always go on: of the tenant that waits longest, no image has ended since, so that those of it that were
 * served while others waited are still there, and may be served further.
 */
export class RightOfWay {
  /** For each tenant that waits: the images of the others that were served meanwhile. */
  private readonly waits = new Map<string, Map<string, Set<number>>>();
  private readonly unfinished = new Map<string, number>();

  arrived({ tenant }: Owned): void {
    const count = this.unfinished.get(tenant) ?? 0;
    if (count === 0) this.waits.set(tenant, new Map());
    this.unfinished.set(tenant, count + 1);
  }

  /** @param beside tenants that are served in the same step, and so do not wait for this image */
  mayBeServed({ id, tenant }: Owned, beside: ReadonlySet<string> = new Set()): boolean {
    for (const [waiting, others] of this.waits) {
      if (waiting === tenant || beside.has(waiting)) continue;
      const served = others.get(tenant);
      if (served !== undefined && served.size >= TURNS && !served.has(id)) return false;
    }
    return true;
  }

  /** These are served together. */
  served(images: readonly Owned[]): void {
    const together = new Set(images.map(({ tenant }) => tenant));
    for (const [waiting, others] of this.waits) {
      if (together.has(waiting)) continue;
      for (const { id, tenant } of images) {
        const served = others.get(tenant) ?? new Set();
        others.set(tenant, served.add(id));
      }
    }
  }

  /** Finished, failed or no longer wanted. */
  ended({ tenant }: Owned): void {
    const left = (this.unfinished.get(tenant) ?? 0) - 1;
    if (left > 0) {
      this.unfinished.set(tenant, left);
      this.waits.set(tenant, new Map());
      return;
    }
    this.unfinished.delete(tenant);
    this.waits.delete(tenant);
  }
}
