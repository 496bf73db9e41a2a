import type { GenerationResource, ImageObject } from '@imageai/client';
import { ImageAIError } from '@imageai/client';
import { ExternalLink, Pin } from 'lucide-react';
import { Button } from '../components/button.js';
import { Failure, Notice } from '../components/notice.js';
import { Download } from '../images/download.js';
import { text } from '../text/index.js';
import { Frames } from './frames.js';

const words = text.playground;

interface EndedProps {
  readonly generation: GenerationResource;
  readonly onKeepSeed: (seed: number) => void;
}

export function Ended({ generation, onKeepSeed }: EndedProps) {
  const { parameters, images, status, error } = generation;
  return (
    <>
      {images.length > 0 && <Frames {...parameters} count={images.length} images={images} />}
      <p className="unseen" role="status">
        {status === 'succeeded' ? words.succeeded : words.statuses[status]}
      </p>
      {status === 'succeeded' && images.length < parameters.n && (
        <Notice kind="warning">{words.partly(images.length, parameters.n)}</Notice>
      )}
      {status === 'cancelled' && <Notice title={words.cancelled.title}>{words.cancelled.body}</Notice>}
      {status === 'expired' && (
        <Notice kind="failure" title={words.expired.title}>
          {words.expired.body}
        </Notice>
      )}
      {status === 'failed' && error !== null && (
        <Failure error={new ImageAIError(error.message, { ...error, status: 500 })} />
      )}
      <ul className="stage-images">
        {images.map((image) => (
          <li key={image.id} className="stage-bar">
            <ImageActs image={image} generation={generation} onKeepSeed={onKeepSeed} />
          </li>
        ))}
      </ul>
    </>
  );
}

function ImageActs({ image, generation, onKeepSeed }: EndedProps & { readonly image: ImageObject }) {
  return (
    <>
      <span className="stage-seed">{words.seedOf(image.seed)}</span>
      <Button look="quiet" onClick={() => onKeepSeed(image.seed)}>
        <Pin aria-hidden />
        {words.keepSeed}
      </Button>
      <a
        className="button button-quiet button-icon"
        href={image.url}
        target="_blank"
        rel="noreferrer"
        aria-label={words.openImage}
        title={words.openImage}
      >
        <ExternalLink aria-hidden />
      </a>
      <Download image={image} format={generation.parameters.output_format} />
    </>
  );
}
