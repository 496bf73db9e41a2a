import type { GenerationResource, ImageResource } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { client } from '../api/client.js';
import { Button, ButtonLink } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { useMay } from '../components/use-may.js';
import { atTime, fromNow } from '../components/when.js';
import { text } from '../text/index.js';
import { Download } from './download.js';
import { deleteLater } from './pending-deletions.js';

const words = text.images;

interface ImageDetailsProps {
  readonly image: ImageResource;
  /** Its neighbours, by id. */
  readonly previous: string | undefined;
  readonly next: string | undefined;
  readonly onShow: (id: string | undefined) => void;
}

/** A picture, and everything that made it. */
export function ImageDetails({ image, previous, next, onShow }: ImageDetailsProps) {
  const mayDelete = useMay('owner', 'developer');
  const { data: generation, isError } = useQuery({
    queryKey: ['generation', image.generation_id],
    queryFn: ({ signal }) => client.generations.get(image.generation_id, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const remove = () => {
    onShow(next ?? previous);
    deleteLater(image.id);
  };
  const facts = [...(generation === undefined ? knownOf(image) : factsOf(generation, image)), ...fileFacts(image)];
  return (
    <Dialog open wide onClose={() => onShow(undefined)} title={words.details}>
      <div className="details">
        <img
          src={image.url}
          width={image.width}
          height={image.height}
          alt={generation?.parameters.prompt ?? image.prompt ?? words.details}
        />
        <div className="details-side">
          {isError && <p className="images-note">{words.unknown}</p>}
          <dl>
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <div className="details-acts">
            <Button icon disabled={previous === undefined} aria-label={words.previous} onClick={() => onShow(previous)}>
              <ChevronLeft aria-hidden />
            </Button>
            <Button icon disabled={next === undefined} aria-label={words.next} onClick={() => onShow(next)}>
              <ChevronRight aria-hidden />
            </Button>
            <Download image={image} format={image.output_format} />
            {generation !== undefined && (
              <ButtonLink href={`/playground?${remakeOf(generation, image)}`}>{words.remake}</ButtonLink>
            )}
            {mayDelete && (
              <Button look="danger" onClick={remove}>
                {words.delete}
              </Button>
            )}
          </div>
        </div>
      </div>
    </Dialog>
  );
}

type Fact = readonly [name: string, value: string];

const seedOf = ({ images, parameters }: GenerationResource, { id }: ImageResource): number =>
  images.find((image) => image.id === id)?.seed ?? parameters.seed;

function factsOf(generation: GenerationResource, image: ImageResource): Fact[] {
  const { parameters, system_fingerprint } = generation;
  return [
    [words.prompt, parameters.prompt],
    ...(parameters.negative_prompt === null ? [] : [[words.negative, parameters.negative_prompt] as const]),
    [words.style, parameters.style === null ? words.noStyle : text.playground.styles[parameters.style]],
    [words.seed, String(seedOf(generation, image))],
    [words.guidance, String(parameters.guidance_scale)],
    [words.steps, String(parameters.num_inference_steps)],
    [words.model, parameters.model],
    [words.fingerprint, system_fingerprint],
  ];
}

/** What the picture itself tells, where its generation is not known any more. */
const knownOf = ({ prompt, style, model }: ImageResource): Fact[] => [
  ...(prompt === null ? [] : [[words.prompt, prompt] as const]),
  ...(style === null ? [] : [[words.style, text.playground.styles[style]] as const]),
  ...(model === null ? [] : [[words.model, model] as const]),
];

const fileFacts = ({ width, height, output_format, bytes, created_at, expires_at }: ImageResource): Fact[] => [
  [words.size, `${width} × ${height}`],
  [words.file, `${output_format.toUpperCase()}, ${Math.ceil(bytes / 1024)} KiB`],
  [words.made, atTime(created_at)],
  [words.kept, `${atTime(expires_at)} (${words.left(fromNow(expires_at))})`],
];

/** The playground, filled so that it makes this very picture. */
function remakeOf(generation: GenerationResource, image: ImageResource): URLSearchParams {
  const { prompt, negative_prompt, style, guidance_scale, model } = generation.parameters;
  return new URLSearchParams({
    prompt,
    ...(style !== null && { style }),
    width: String(image.width),
    height: String(image.height),
    seed: String(seedOf(generation, image)),
    guidance_scale: String(guidance_scale),
    ...(negative_prompt !== null && { negative_prompt }),
    model,
    output_format: image.output_format,
  });
}
