import { text } from '../text/index.js';
import { type Style, styles } from './choices.js';

const files = import.meta.glob<string>('./styles/*.webp', { eager: true, query: '?url', import: 'default' });
const words = text.playground;

/** The same place in every style: what differs is the style. */
export function StyleChoice({ value, onChange }: { readonly value: Style; readonly onChange: (style: Style) => void }) {
  return (
    <fieldset className="style-choice">
      <legend className="legend">{words.style}</legend>
      <div>
        {styles.map((style) => (
          <label key={style}>
            <input
              type="radio"
              name="style"
              className="unseen"
              value={style}
              checked={style === value}
              onChange={() => onChange(style)}
            />
            <img src={files[`./styles/${style}.webp`]} width={80} height={80} alt="" />
            <span>{words.styles[style]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
