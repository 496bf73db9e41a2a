import { type Ref, useEffect, useState } from 'react';
import { Button } from '../components/button.js';
import { Empty } from '../components/empty.js';
import { Failure, Notice } from '../components/notice.js';
import { useOnline } from '../layout/offline.js';
import { text } from '../text/index.js';
import type { Draft } from './draft.js';
import { Ended } from './ended.js';
import { Frames } from './frames.js';
import { type Going, secondsLeft } from './run-state.js';
import type { Run } from './use-run.js';
import './stage.css';

const words = text.playground;

interface StageProps {
  readonly ref: Ref<HTMLElement>;
  readonly run: Run;
  readonly draft: Draft;
  readonly onKeepSeed: (seed: number) => void;
}

/** Where the picture appears: first out of the noise, then as it is. */
export function Stage({ ref, run, draft, onKeepSeed }: StageProps) {
  const { state } = run;
  return (
    <section ref={ref} className="stage" aria-label={words.stage}>
      {state.phase === 'idle' && <Empty title={words.empty.title}>{words.empty.body}</Empty>}
      {state.phase === 'asking' && <Frames {...draft} images={[]} />}
      {state.phase === 'refused' && <Failure error={state.error} />}
      {state.phase === 'going' && <UnderWay state={state} draft={state.draft ?? draft} onCancel={run.cancel} />}
      {state.phase === 'ended' && <Ended generation={state.generation} onKeepSeed={onKeepSeed} />}
    </section>
  );
}

interface UnderWayProps {
  readonly state: Going;
  readonly draft: Draft;
  readonly onCancel: () => void;
}

function UnderWay({ state, draft, onCancel }: UnderWayProps) {
  const online = useOnline();
  const [first] = state.progress.values();
  const left = secondsLeft(state, draft.count, performance.now());
  return (
    <>
      <Frames {...draft} images={[]} progress={state.progress} />
      <div className="stage-bar">
        <div className="stage-state">
          <strong>{standing(state)}</strong>
          {left !== undefined && <span>{words.left(left)}</span>}
          {!state.isRunning && state.startsAt !== undefined && <StartsIn at={state.startsAt} />}
          <progress aria-label={words.making} value={first?.step} max={first?.of ?? 1} />
        </div>
        <Button look="danger" busy={state.isCancelling} onClick={onCancel}>
          {state.isCancelling ? words.cancelling : words.cancel}
        </Button>
      </div>
      <p className="unseen" role="status">
        {state.isRunning ? words.making : standing(state)}
      </p>
      {!online && <Notice kind="warning">{words.lost}</Notice>}
    </>
  );
}

/** How long it waits still, as far as the server can say. */
function StartsIn({ at }: { readonly at: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return <span>{words.startsIn((Date.parse(at) - now) / 1_000)}</span>;
}

/** In words, where it stands. */
function standing({ isRunning, ahead, progress }: Going): string {
  const [first] = progress.values();
  if (first !== undefined) return words.step(first.step, first.of);
  return isRunning || ahead === undefined ? words.starting : words.queued(ahead);
}
