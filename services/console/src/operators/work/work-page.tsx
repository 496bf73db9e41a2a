import type { AdminModel, QueueOverview } from '@imageai/client/admin';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Empty } from '../../components/empty.js';
import { Loaded } from '../../components/loaded.js';
import { PageHead } from '../../components/page-head.js';
import { Table, Tag } from '../../components/table.js';
import { onDay, When } from '../../components/when.js';
import { operatorsText } from '../../text/operators.js';
import { roughly } from './roughly.js';
import { modelsQuery, queueQuery } from './work.js';
import './work-page.css';

const words = operatorsText.work;
type Lane = QueueOverview['lanes'][number];

export function WorkPage() {
  const queue = useQuery(queueQuery);
  const models = useQuery(modelsQuery);
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Loaded query={queue}>
        {(overview) => (
          <>
            <Numbers queue={overview} />
            <Lanes queue={overview} />
            <Workers workers={overview.workers} />
          </>
        )}
      </Loaded>
      <section className="work-part" aria-labelledby="work-models">
        <h2 id="work-models">{words.models}</h2>
        <Loaded query={models}>{(list) => <Models models={list} />}</Loaded>
      </section>
    </>
  );
}

function Numbers({ queue: { lanes, workers, dead_letters } }: { readonly queue: QueueOverview }) {
  const sum = (count: (lane: Lane) => number) => lanes.reduce((all, lane) => all + count(lane), 0);
  const numbers = [
    [words.waiting, sum(({ waiting }) => waiting), words.waitingHint],
    [words.ready, sum(({ dispatched }) => dispatched), words.readyHint],
    [words.running, sum(({ running }) => running), ''],
    [words.workers, workers.length, ''],
  ] as const;
  return (
    <dl className="work-numbers">
      {numbers.map(([name, value, hint]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value.toLocaleString('en')}</dd>
          {hint !== '' && <dd className="work-hint">{hint}</dd>}
        </div>
      ))}
      <div data-alarm={dead_letters > 0 || undefined}>
        <dt>
          <Link href="/dead-letters">{words.deadLetters}</Link>
        </dt>
        <dd>{dead_letters.toLocaleString('en')}</dd>
      </div>
    </dl>
  );
}

function Lanes({ queue: { lanes, estimates } }: { readonly queue: QueueOverview }) {
  const waits = ({ lane }: Lane) => estimates.filter((estimate) => estimate.lane === lane);
  return (
    <section className="work-part" aria-labelledby="work-lanes">
      <h2 id="work-lanes">{words.lanes}</h2>
      <Table
        label={words.lanes}
        rows={lanes}
        keyOf={({ lane }) => lane}
        columns={[
          { name: words.lane, cell: ({ lane }) => operatorsText.plans[lane] },
          { name: words.waiting, cell: ({ waiting }) => waiting },
          { name: words.ready, cell: ({ dispatched }) => dispatched },
          { name: words.running, cell: ({ running }) => running },
          { name: words.oldest, cell: ({ oldest_accepted_at }) => <When time={oldest_accepted_at} never="–" /> },
          {
            name: words.wait,
            cell: (lane) =>
              waits(lane).map(({ model, wait_ms }) => <div key={model}>{words.waits(model, roughly(wait_ms))}</div>),
          },
        ]}
      />
    </section>
  );
}

function Workers({ workers }: Pick<QueueOverview, 'workers'>) {
  return (
    <section className="work-part" aria-labelledby="work-workers">
      <h2 id="work-workers">{words.workers}</h2>
      {workers.length === 0 ? (
        <Empty title={words.noWorkers.title} heading="h3">
          {words.noWorkers.body}
        </Empty>
      ) : (
        <Table
          label={words.workers}
          rows={workers}
          keyOf={({ id }) => id}
          columns={[
            { name: words.worker, cell: ({ id }) => <code>{id}</code> },
            { name: words.seen, cell: ({ seen_at }) => <When time={seen_at} /> },
            { name: words.making, cell: ({ running }) => words.images(running) },
          ]}
        />
      )}
    </section>
  );
}

function Models({ models }: { readonly models: readonly AdminModel[] }) {
  if (models.length === 0) {
    return (
      <Empty title={words.noModels.title} heading="h3">
        {words.noModels.body}
      </Empty>
    );
  }
  return (
    <Table
      label={words.models}
      rows={models}
      keyOf={({ name }) => name}
      columns={[
        {
          name: words.model,
          cell: ({ name, licence }) => (
            <>
              {name} {name === models[0]?.name && <Tag>{words.default}</Tag>}
              <p>{licence}</p>
            </>
          ),
        },
        {
          name: words.state,
          cell: ({ usable, unusable_reason }) => (
            <div>
              <Tag kind={usable ? 'good' : 'bad'}>{usable ? words.usable : words.unusable}</Tag>
              {unusable_reason !== null && <p>{unusable_reason}</p>}
            </div>
          ),
        },
        {
          name: words.pipeline,
          cell: ({ pipeline, features }) => (
            <>
              {pipeline}
              <p>{features.join(', ')}</p>
            </>
          ),
        },
        {
          name: words.defaults,
          cell: ({ default_steps, default_guidance_scale, max_pixels }) => (
            <>
              {words.steps(default_steps, default_guidance_scale)}
              <p>
                {words.largest}: {words.pixels((max_pixels / 1_000_000).toFixed(1))}
              </p>
            </>
          ),
        },
        {
          name: words.digest,
          cell: ({ digest, runtime }) => (
            <>
              <code>{digest.slice(0, 12)}</code>
              <p>{runtime}</p>
            </>
          ),
        },
        { name: words.since, cell: ({ registered_at }) => (registered_at === null ? '–' : onDay(registered_at)) },
      ]}
    />
  );
}
