import { useQuery } from '@tanstack/react-query';
import { Shuffle } from 'lucide-react';
import type { FormEvent } from 'react';
import { modelsQuery } from '../api/models.js';
import { Button } from '../components/button.js';
import { Choose, Field, TextArea, TextField } from '../components/field.js';
import { Failure } from '../components/notice.js';
import { faultOf } from '../components/use-submit.js';
import { text } from '../text/index.js';
import { type Format, formats, guidanceRange, maxPromptLength, maxSeed } from './choices.js';
import { type Draft, type Faults, lengthOf } from './draft.js';
import { SizeChoice } from './size-choice.js';
import { StyleChoice } from './style-choice.js';
import './prompt-form.css';

const words = text.playground;

interface PromptFormProps {
  readonly draft: Draft;
  readonly faults: Faults;
  /** What the server said of the last request; its faults of single fields are shown there. */
  readonly refusal: unknown;
  /** Images that the plan allows at once. */
  readonly maxCount: number;
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly onEdit: (changes: Partial<Draft>) => void;
  readonly onMake: () => void;
}

export function PromptForm({ draft, faults, refusal, maxCount, busy, disabled, onEdit, onMake }: PromptFormProps) {
  const { data: models = [] } = useQuery(modelsQuery);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onMake();
  };
  const fault = (field: keyof Faults, ...also: readonly string[]) => faults[field] ?? faultOf(refusal, field, ...also);
  const used = lengthOf(draft.prompt);
  return (
    <form className="prompt-form" onSubmit={submit} noValidate>
      <TextArea
        label={words.prompt}
        name="prompt"
        rows={4}
        placeholder={words.promptExample}
        hint={words.promptHint}
        value={draft.prompt}
        fault={fault('prompt')}
        onChange={(event) => onEdit({ prompt: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
        }}
        aside={
          <span className={used > maxPromptLength ? 'field-fault' : 'field-hint'}>
            {words.counter(used, maxPromptLength)}
          </span>
        }
      />
      {refusal !== undefined && isGeneral(refusal) && <Failure error={refusal} />}
      <Button type="submit" look="primary" busy={busy} disabled={disabled} className="prompt-make">
        {words.make}
      </Button>
      <StyleChoice value={draft.style} onChange={(style) => onEdit({ style })} />
      <SizeChoice {...draft} onChange={onEdit} />
      <Field
        label={words.guidance}
        hint={words.guidanceHint}
        fault={fault('guidance_scale')}
        aside={<output>{draft.guidance}</output>}
      >
        {(control) => (
          <input
            type="range"
            min={guidanceRange.min}
            max={guidanceRange.max}
            step={guidanceRange.step}
            value={draft.guidance}
            onChange={(event) => onEdit({ guidance: event.target.valueAsNumber })}
            {...control}
          />
        )}
      </Field>
      <SeedChoice draft={draft} fault={fault('seed')} onEdit={onEdit} />
      <TextField
        label={words.negative}
        name="negative"
        hint={words.negativeHint}
        value={draft.negative}
        fault={fault('negative_prompt')}
        onChange={(event) => onEdit({ negative: event.target.value })}
      />
      <div className="prompt-row">
        <Choose
          label={words.count}
          hint={maxCount > 1 ? words.countHint : words.countPlan}
          value={String(draft.count)}
          disabled={maxCount <= 1 && draft.count <= 1}
          fault={fault('n')}
          choices={numbersTo(Math.max(maxCount, draft.count))}
          onChange={(event) => onEdit({ count: Number(event.target.value) })}
        />
        <Choose
          label={words.format}
          value={draft.format}
          fault={fault('output_format')}
          choices={formats.map((value) => ({ value, label: value.toUpperCase() }))}
          onChange={(event) => onEdit({ format: event.target.value as Format })}
        />
      </div>
      {models.length > 1 && (
        <Choose
          label={words.model}
          value={draft.model || (models[0]?.id ?? '')}
          fault={fault('model')}
          choices={models.map(({ id }) => ({ value: id, label: id }))}
          onChange={(event) => onEdit({ model: event.target.value })}
        />
      )}
    </form>
  );
}

const fields = ['prompt', 'guidance_scale', 'seed', 'negative_prompt', 'n', 'output_format', 'model'];
const isGeneral = (refusal: unknown): boolean => faultOf(refusal, ...fields) === undefined;

const numbersTo = (most: number) =>
  Array.from({ length: most }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }));

interface SeedChoiceProps extends Pick<PromptFormProps, 'draft' | 'onEdit'> {
  readonly fault: string | undefined;
}

function SeedChoice({ draft, fault, onEdit }: SeedChoiceProps) {
  return (
    <fieldset className="seed-choice">
      <legend className="legend">{words.seed}</legend>
      <div className="segments">
        {[false, true].map((keeps) => (
          <label key={String(keeps)}>
            <input
              type="radio"
              name="keeps-seed"
              className="unseen"
              checked={draft.keepsSeed === keeps}
              onChange={() => onEdit({ keepsSeed: keeps, ...(keeps && draft.seed === '' && { seed: randomSeed() }) })}
            />
            <span className="segment">{keeps ? words.seedFixed : words.seedNew}</span>
          </label>
        ))}
      </div>
      {draft.keepsSeed ? (
        <div className="seed-value">
          <TextField
            label={<span className="unseen">{words.seed}</span>}
            name="seed"
            inputMode="numeric"
            value={draft.seed}
            fault={fault}
            onChange={(event) => onEdit({ seed: event.target.value })}
          />
          <Button
            icon
            aria-label={words.seedAnother}
            title={words.seedAnother}
            onClick={() => onEdit({ seed: randomSeed() })}
          >
            <Shuffle aria-hidden />
          </Button>
        </div>
      ) : (
        <p className="field-hint">{words.seedHint}</p>
      )}
    </fieldset>
  );
}

const randomSeed = (): string => String(Math.floor(Math.random() * (maxSeed + 1)));
