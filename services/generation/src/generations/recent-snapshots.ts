import { Injectable } from '@nestjs/common';
import type { SnapshotKey } from './generation.repository.js';
import type { Snapshot } from './transitions.js';

const maxGenerations = 2_000;

/**
 * Generations as this process last wrote them. Another replica may have changed them since, so that they are good for
 * what is checked anyway: a change by compare-and-set, or a look that the next notice sets right.
 */
@Injectable()
export class RecentSnapshots {
  private readonly byGeneration = new Map<string, Snapshot>();
  private readonly generationOf = new Map<string, string>();

  get(key: SnapshotKey): Snapshot | undefined {
    const id = 'generationId' in key ? key.generationId : this.generationOf.get(key.imageId);
    return id === undefined ? undefined : this.byGeneration.get(id);
  }

  remember(snapshot: Snapshot): void {
    const { id } = snapshot.generation;
    this.byGeneration.delete(id);
    this.byGeneration.set(id, snapshot);
    for (const image of snapshot.images) this.generationOf.set(image.id, id);
    // The map is in the order of writing.
    const [oldest] = this.byGeneration.keys();
    if (this.byGeneration.size > maxGenerations && oldest !== undefined) this.forget(oldest);
  }

  forget(generationId: string): void {
    for (const image of this.byGeneration.get(generationId)?.images ?? []) this.generationOf.delete(image.id);
    this.byGeneration.delete(generationId);
  }
}
