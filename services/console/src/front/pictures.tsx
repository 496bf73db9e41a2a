import { useState } from 'react';
import { ButtonLink } from '../components/button.js';
import { text } from '../text/index.js';
import examples from './pictures.json';

type Example = (typeof examples)[number];

const files = import.meta.glob<string>('./pictures/*.webp', { eager: true, query: '?url', import: 'default' });
const urlOf = ({ name }: Example): string => files[`./pictures/${name}.webp`] ?? '';
const words = text.front.examples;

/** The picture whose prompt is shown, and the others to choose from. */
export function Pictures() {
  const [shown, setShown] = useState<Example | undefined>(examples[0]);
  if (shown === undefined) return null;
  const { prompt, style, seed, width, height } = shown;
  const draft = new URLSearchParams({
    prompt,
    style,
    seed: String(seed),
    width: String(width),
    height: String(height),
  });
  return (
    <section className="front-pictures" aria-label={words.title}>
      <figure className="front-shown">
        <div className="front-frame">
          <img src={urlOf(shown)} width={width} height={height} alt={prompt} fetchPriority="high" />
        </div>
        <figcaption aria-live="polite">
          <blockquote>{prompt}</blockquote>
          <p>
            {text.playground.styles[style as keyof typeof text.playground.styles]} · {width} × {height} · {words.seed}{' '}
            {seed}
          </p>
          <ButtonLink href={`/playground?${draft}`}>{words.open}</ButtonLink>
        </figcaption>
      </figure>
      <fieldset className="front-choice">
        <legend className="unseen">{words.pick}</legend>
        {examples.map((example) => (
          <label key={example.name}>
            <input
              type="radio"
              name="example"
              className="unseen"
              checked={example === shown}
              onChange={() => setShown(example)}
            />
            <img src={urlOf(example)} width={96} height={96} alt={example.prompt} loading="lazy" />
          </label>
        ))}
      </fieldset>
      <p className="front-note">
        <strong>{words.title}.</strong> {words.body}
      </p>
    </section>
  );
}
