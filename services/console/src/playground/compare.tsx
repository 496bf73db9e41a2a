import type { GenerationResource } from '@imageai/client';
import { Dialog } from '../components/dialog.js';
import { text } from '../text/index.js';
import './compare.css';

const words = text.playground;

interface CompareProps {
  readonly left: GenerationResource;
  readonly right: GenerationResource;
  readonly onClose: () => void;
}

/** Two pictures, and what was asked for differently. */
export function Compare({ left, right, onClose }: CompareProps) {
  const names = Object.keys(left.parameters) as (keyof GenerationResource['parameters'])[];
  const differing = names.filter((name) => left.parameters[name] !== right.parameters[name]);
  return (
    <Dialog open wide onClose={onClose} title={words.compareTitle}>
      <div className="compare">
        {[left, right].map(({ id, images, parameters }) => (
          <figure key={id}>
            <img src={images[0]?.url} width={parameters.width} height={parameters.height} alt={parameters.prompt} />
            <figcaption>
              <dl>
                {differing.map((name) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{String(parameters[name] ?? '–')}</dd>
                  </div>
                ))}
              </dl>
            </figcaption>
          </figure>
        ))}
      </div>
    </Dialog>
  );
}
