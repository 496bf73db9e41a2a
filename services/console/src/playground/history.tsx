import type { GenerationResource } from '@imageai/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { thumbnail } from '../api/rendition.js';
import { Button } from '../components/button.js';
import { Failure } from '../components/notice.js';
import { Waiting } from '../layout/waiting.js';
import { text } from '../text/index.js';
import { Compare } from './compare.js';
import { generationsQuery } from './generations.js';
import './history.css';

const words = text.playground;

interface HistoryProps {
  readonly onReopen: (generation: GenerationResource) => void;
  readonly onVary: (generation: GenerationResource) => void;
}

/** What was made before: to open again, to vary, to lay side by side. */
export function History({ onReopen, onVary }: HistoryProps) {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(generationsQuery);
  const [left, setLeft] = useState<GenerationResource>();
  const [right, setRight] = useState<GenerationResource>();
  const generations = data?.pages.flatMap((page) => page.data) ?? [];
  const compare = (generation: GenerationResource) => {
    if (left === undefined) setLeft(generation);
    else if (left.id === generation.id) setLeft(undefined);
    else setRight(generation);
  };
  const close = () => {
    setLeft(undefined);
    setRight(undefined);
  };
  return (
    <section className="history" aria-labelledby="history-title">
      <h2 id="history-title">{words.history}</h2>
      <p role="status" className="history-hint">
        {left !== undefined && right === undefined ? words.comparePick : ''}
      </p>
      {isPending && <Waiting />}
      {error !== null && <Failure error={error} />}
      {!isPending && generations.length === 0 && error === null && <p className="history-hint">{words.historyEmpty}</p>}
      <ul>
        {generations.map((generation) => (
          <Entry
            key={generation.id}
            generation={generation}
            chosen={generation.id === left?.id}
            onReopen={() => onReopen(generation)}
            onVary={() => onVary(generation)}
            onCompare={() => compare(generation)}
          />
        ))}
      </ul>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {text.actions.more}
        </Button>
      )}
      {left !== undefined && right !== undefined && <Compare left={left} right={right} onClose={close} />}
    </section>
  );
}

interface EntryProps {
  readonly generation: GenerationResource;
  readonly chosen: boolean;
  readonly onReopen: () => void;
  readonly onVary: () => void;
  readonly onCompare: () => void;
}

function Entry({ generation, chosen, onReopen, onVary, onCompare }: EntryProps) {
  const { images, status, parameters } = generation;
  const [image] = images;
  return (
    <li className="history-entry" data-chosen={chosen || undefined}>
      <button type="button" className="history-picture" onClick={onReopen}>
        {image === undefined ? (
          <span>{words.statuses[status]}</span>
        ) : (
          <img src={thumbnail(image.url, 256)} alt="" loading="lazy" decoding="async" />
        )}
        <span className="unseen">{`${words.reopen}: ${parameters.prompt}`}</span>
      </button>
      <p title={parameters.prompt}>{parameters.prompt}</p>
      <div className="history-acts">
        <Button look="quiet" onClick={onVary}>
          {words.vary}
          <span className="unseen">{parameters.prompt}</span>
        </Button>
        <Button look="quiet" aria-pressed={chosen} disabled={image === undefined} onClick={onCompare}>
          {words.compare}
          <span className="unseen">{parameters.prompt}</span>
        </Button>
      </div>
    </li>
  );
}
