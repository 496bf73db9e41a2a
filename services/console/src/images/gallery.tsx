import type { ImageResource } from '@imageai/client';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { thumbnail } from '../api/rendition.js';
import { atTime } from '../components/when.js';
import { text } from '../text/index.js';

interface GalleryProps {
  readonly images: readonly ImageResource[];
  readonly hasMore: boolean;
  readonly isFetching: boolean;
  readonly onMore: () => void;
  readonly onOpen: (id: string) => void;
}

const gap = 12;
const widest = 256;
/** Rows above and below what is seen: enough that nothing is white at the speed of a thumb. */
const overscan = 4;

/** However many there are, only those near the screen are in the page. */
export function Gallery({ images, hasMore, isFetching, onMore, onOpen }: GalleryProps) {
  const box = useRef<HTMLUListElement>(null);
  const { width, top } = usePlace(box);
  const columns = Math.max(2, Math.ceil(width / widest));
  const side = (width - gap * (columns - 1)) / columns;
  const rows = Math.ceil(images.length / columns);
  const virtualizer = useWindowVirtualizer({
    count: width === 0 ? 0 : rows,
    estimateSize: () => side + gap,
    overscan,
    scrollMargin: top,
  });
  // Another width is another height of every row.
  useLayoutEffect(() => {
    if (side > 0) virtualizer.measure();
  }, [side, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && !isFetching && last >= rows - overscan - 1) onMore();
  }, [hasMore, isFetching, last, rows, onMore]);
  return (
    <ul ref={box} className="gallery" aria-label={text.images.title} style={{ blockSize: virtualizer.getTotalSize() }}>
      {items.flatMap((row) =>
        images.slice(row.index * columns, (row.index + 1) * columns).map((image, column) => (
          <li
            key={image.id}
            style={{
              inlineSize: side,
              blockSize: side,
              transform: `translate(${column * (side + gap)}px, ${row.start - top}px)`,
            }}
          >
            <button
              type="button"
              onClick={() => onOpen(image.id)}
              aria-label={text.images.open(image.prompt, atTime(image.created_at))}
            >
              <img src={thumbnail(image.url, widest)} alt="" decoding="async" />
            </button>
          </li>
        )),
      )}
    </ul>
  );
}

/** Where the list stands in the page, and how wide it is. */
function usePlace(box: React.RefObject<HTMLElement | null>): { width: number; top: number } {
  const [place, setPlace] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () =>
      setPlace({ width: element.clientWidth, top: element.getBoundingClientRect().top + window.scrollY });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [box]);
  return place;
}
