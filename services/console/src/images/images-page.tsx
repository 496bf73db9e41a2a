import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ButtonLink } from '../components/button.js';
import { Empty } from '../components/empty.js';
import { Choose } from '../components/field.js';
import { Failure } from '../components/notice.js';
import { PageHead } from '../components/page-head.js';
import { Waiting } from '../layout/waiting.js';
import { formats } from '../playground/choices.js';
import { text } from '../text/index.js';
import { Gallery } from './gallery.js';
import { ImageDetails } from './image-details.js';
import { type Filter, fits, imagesQuery, type Shape, shapes } from './images.js';
import { usePendingDeletions } from './pending-deletions.js';
import './images-page.css';

const words = text.images;

export function ImagesPage() {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(imagesQuery);
  const [filter, setFilter] = useState<Filter>({ shape: 'all', format: '' });
  const [shown, setShown] = useState<string>();
  const deleted = usePendingDeletions();
  const images = useMemo(
    () =>
      data?.pages.flatMap((page) => page.data).filter((image) => !deleted.has(image.id) && fits(filter, image)) ?? [],
    [data, deleted, filter],
  );
  const position = images.findIndex(({ id }) => id === shown);
  const image = images[position];
  const isFiltered = filter.shape !== 'all' || filter.format !== '';
  const makeFirst = (
    <ButtonLink href="/playground" look="primary">
      {words.empty.act}
    </ButtonLink>
  );
  return (
    <>
      <PageHead title={words.title} lead={words.lead} action={<Filters filter={filter} onChange={setFilter} />} />
      {isPending && <Waiting />}
      {error !== null && <Failure error={error} />}
      {!isPending && images.length === 0 && !hasNextPage && error === null && !isFiltered && (
        <Empty title={words.empty.title} action={makeFirst}>
          {words.empty.body}
        </Empty>
      )}
      {images.length === 0 && isFiltered && !hasNextPage && <p className="images-note">{words.noneFit}</p>}
      <Gallery
        images={images}
        hasMore={hasNextPage}
        isFetching={isFetchingNextPage}
        onMore={fetchNextPage}
        onOpen={setShown}
      />
      {image !== undefined && (
        <ImageDetails
          key={image.id}
          image={image}
          previous={images[position - 1]?.id}
          next={images[position + 1]?.id}
          onShow={setShown}
        />
      )}
    </>
  );
}

function Filters({ filter, onChange }: { readonly filter: Filter; readonly onChange: (filter: Filter) => void }) {
  return (
    <fieldset className="images-filters">
      <legend className="unseen">{text.filters}</legend>
      <Choose
        label={words.shape}
        value={filter.shape}
        choices={shapes.map((value) => ({ value, label: words.shapes[value] }))}
        onChange={(event) => onChange({ ...filter, shape: event.target.value as Shape })}
      />
      <Choose
        label={words.format}
        value={filter.format}
        choices={[
          { value: '', label: words.allFormats },
          ...formats.map((value) => ({ value, label: value.toUpperCase() })),
        ]}
        onChange={(event) => onChange({ ...filter, format: event.target.value })}
      />
    </fieldset>
  );
}
