import type { ImageProgress } from '@imageai/contracts/inference';

/**
 * Chooses previews of one image that lie evenly between its beginning and its end: of three, those after a quarter, half
 * and three quarters of the steps. Previews come as fast as the engine makes them; where one is late, the next that comes
 * stands in, and where several were due meanwhile it stands for all of them.
 */
export class PartialImages {
  private due = 1;

  constructor(private readonly count: number) {}

  /** The preview where it is one to send. */
  take({ step, of, preview }: Pick<ImageProgress, 'step' | 'of' | 'preview'>): Uint8Array | undefined {
    // The last step's would come beside the image itself.
    if (preview.length === 0 || of === 0 || step >= of) return undefined;
    const reached = Math.floor((step / of) * (this.count + 1));
    if (reached < this.due) return undefined;
    this.due = reached + 1;
    return preview;
  }
}
