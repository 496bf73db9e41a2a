import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Button, ButtonLink } from '../components/button.js';
import { Empty } from '../components/empty.js';
import { Failure } from '../components/notice.js';
import { PageHead } from '../components/page-head.js';
import { Waiting } from '../layout/waiting.js';
import { text } from '../text/index.js';
import { isEverything } from './filter.js';
import { Filters } from './filters.js';
import { Gallery } from './gallery.js';
import { ImageDetails } from './image-details.js';
import { imagesQuery } from './images.js';
import { usePendingDeletions } from './pending-deletions.js';
import { useFilter } from './use-filter.js';
import './images-page.css';

const words = text.images;

export function ImagesPage() {
  const [filter, change, clear] = useFilter();
  const { data, error, isPending, isPlaceholderData, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(imagesQuery(filter));
  const [shown, setShown] = useState<string>();
  const deleted = usePendingDeletions();
  const images = useMemo(
    () => data?.pages.flatMap((page) => page.data).filter(({ id }) => !deleted.has(id)) ?? [],
    [data, deleted],
  );
  const position = images.findIndex(({ id }) => id === shown);
  const image = images[position];
  const isFiltered = !isEverything(filter);
  const isEmpty = !isPending && !isPlaceholderData && error === null && images.length === 0 && !hasNextPage;
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      {(isFiltered || !isEmpty) && <Filters filter={filter} onChange={change} />}
      {isPending && <Waiting />}
      {error !== null && <Failure error={error} />}
      {isEmpty && (isFiltered ? <NoneFits onClear={clear} /> : <NoneYet />)}
      <Gallery
        images={images}
        hasMore={hasNextPage && !isPlaceholderData}
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

function NoneYet() {
  const makeFirst = (
    <ButtonLink href="/playground" look="primary">
      {words.empty.act}
    </ButtonLink>
  );
  return (
    <Empty title={words.empty.title} action={makeFirst}>
      {words.empty.body}
    </Empty>
  );
}

function NoneFits({ onClear }: { readonly onClear: () => void }) {
  return (
    <Empty title={words.noneFits.title} action={<Button onClick={onClear}>{words.noneFits.act}</Button>}>
      {words.noneFits.body}
    </Empty>
  );
}
