import type { GenerationResource } from '@imageai/client';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { accountQuery } from '../api/account.js';
import { useAccount } from '../api/use-session.js';
import { Samples } from '../components/code.js';
import { Notice } from '../components/notice.js';
import { text } from '../text/index.js';
import { codeSamples } from './code-samples.js';
import { type Draft, draftOf, emptyDraft, type Faults, faultsOf, requestOf } from './draft.js';
import { History } from './history.js';
import { PromptForm } from './prompt-form.js';
import { Stage } from './stage.js';
import { useDraft } from './use-draft.js';
import { useRun } from './use-run.js';
import { useWelcome, Welcome } from './welcome.js';
import './playground-page.css';

const words = text.playground;
const mayMake: readonly string[] = ['owner', 'developer'];

export function PlaygroundPage() {
  const { role } = useAccount();
  const { data: account } = useQuery(accountQuery);
  const [draft, change] = useDraft();
  const [faults, setFaults] = useState<Faults>({});
  const run = useRun();
  const stage = useRef<HTMLElement>(null);
  const maxCount = account?.limits.max_images_per_request ?? 1;

  const make = (wanted: Draft) => {
    const found = faultsOf(wanted, maxCount);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    void run.start(wanted);
    stage.current?.scrollIntoView({ block: 'nearest' });
  };
  const edit = (changes: Partial<Draft>) => {
    setFaults({});
    change(changes);
  };
  const reopen = (generation: GenerationResource) => {
    edit(draftOf(generation));
    run.show(generation.id);
  };
  const vary = (generation: GenerationResource) => {
    const varied = { ...draftOf(generation), keepsSeed: false };
    edit(varied);
    make(varied);
  };
  const { start } = run;
  const welcome = useWelcome(
    useCallback(() => {
      const first = { ...emptyDraft, prompt: words.firstPrompt, style: 'painting' } as const;
      change(first);
      void start(first);
    }, [change, start]),
  );

  return (
    <>
      <h1 className="unseen">{words.title}</h1>
      {welcome.secret !== undefined && <Welcome secret={welcome.secret} onDone={welcome.done} />}
      {!mayMake.includes(role) && <Notice>{text.mayNot(text.roles[role])}</Notice>}
      <div className="playground">
        <PromptForm
          draft={draft}
          faults={faults}
          refusal={run.state.phase === 'refused' ? run.state.error : undefined}
          maxCount={maxCount}
          busy={run.state.phase === 'asking'}
          disabled={!mayMake.includes(role)}
          onEdit={edit}
          onMake={() => make(draft)}
        />
        <div className="playground-side">
          <Stage
            ref={stage}
            run={run}
            draft={draft}
            onKeepSeed={(seed) => edit({ keepsSeed: true, seed: String(seed) })}
          />
          <section className="playground-code" aria-labelledby="code-title">
            <div>
              <h2 id="code-title">{words.code}</h2>
              <p>{words.codeHint}</p>
            </div>
            <Samples samples={codeSamples(requestOf(draft), location.origin)} label={words.code} />
          </section>
          <History onReopen={reopen} onVary={vary} />
        </div>
      </div>
    </>
  );
}
