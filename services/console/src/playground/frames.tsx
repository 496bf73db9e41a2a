import type { ImageObject } from '@imageai/client';
import type { Progress } from './run-state.js';

interface FramesProps {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly prompt: string;
  /** Those that are stored. */
  readonly images: readonly ImageObject[];
  /** Those that are being made, by their place. */
  readonly progress?: ReadonlyMap<number, Progress>;
}

/** A place for every picture of a request, in its shape from the beginning: nothing jumps when it comes. */
export function Frames({ width, height, count, prompt, images, progress }: FramesProps) {
  const places = Array.from({ length: count }, (_, index) => index);
  return (
    <div
      className="frames"
      data-count={count > 1 ? 'many' : 'one'}
      style={{ '--ratio': width / height } as React.CSSProperties}
    >
      {places.map((index) => {
        const image = images[index];
        const preview = progress?.get(index)?.preview;
        const source = image?.url ?? (preview === undefined ? undefined : `data:image/jpeg;base64,${preview}`);
        return (
          <div key={index} className="frame" data-state={image ? 'ready' : source ? 'preview' : 'noise'}>
            {source !== undefined && <img src={source} width={width} height={height} alt={prompt} />}
          </div>
        );
      })}
    </div>
  );
}
