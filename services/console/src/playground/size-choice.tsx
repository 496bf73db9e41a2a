import { text } from '../text/index.js';
import { type Size, sizes } from './choices.js';

interface SizeChoiceProps {
  readonly width: Size;
  readonly height: Size;
  readonly onChange: (changes: { width?: Size; height?: Size }) => void;
}

const words = text.playground;
const largest = Math.max(...sizes);

/** Each way on its own, and the shape that comes of it. */
export function SizeChoice({ width, height, onChange }: SizeChoiceProps) {
  return (
    <div className="size-choice">
      <div className="size-sides">
        <Side name={words.width} value={width} onChange={(chosen) => onChange({ width: chosen })} />
        <Side name={words.height} value={height} onChange={(chosen) => onChange({ height: chosen })} />
      </div>
      <svg viewBox="0 0 100 100" className="size-shape" role="img" aria-label={words.shape(width, height)}>
        <rect
          x={50 - (width / largest) * 48}
          y={50 - (height / largest) * 48}
          width={(width / largest) * 96}
          height={(height / largest) * 96}
          rx="3"
        />
      </svg>
    </div>
  );
}

interface SideProps {
  readonly name: string;
  readonly value: Size;
  readonly onChange: (size: Size) => void;
}

function Side({ name, value, onChange }: SideProps) {
  return (
    <fieldset>
      <legend className="legend">{name}</legend>
      <div className="segments">
        {sizes.map((size) => (
          <label key={size}>
            <input
              type="radio"
              name={name}
              className="unseen"
              value={size}
              checked={size === value}
              onChange={() => onChange(size)}
            />
            <span className="segment">{size}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
