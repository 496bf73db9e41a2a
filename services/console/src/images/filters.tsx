import { useQuery } from '@tanstack/react-query';
import { modelsQuery } from '../api/models.js';
import { Choose, TextField } from '../components/field.js';
import { formats, styles } from '../playground/choices.js';
import { text } from '../text/index.js';
import { type Filter, shapes } from './filter.js';
import { SearchField } from './search-field.js';

const words = text.images;

interface FiltersProps {
  readonly filter: Filter;
  readonly onChange: (changes: Partial<Filter>) => void;
}

export function Filters({ filter, onChange }: FiltersProps) {
  const { data: models = [] } = useQuery(modelsQuery);
  const choose = (name: keyof Filter, label: string, all: string, choices: readonly (readonly [string, string])[]) => (
    <Choose
      label={label}
      value={filter[name]}
      choices={[['', all] as const, ...choices].map(([value, shown]) => ({ value, label: shown }))}
      onChange={(event) => onChange({ [name]: event.target.value })}
    />
  );
  const day = (name: 'from' | 'to', label: string) => (
    <TextField
      label={label}
      type="date"
      value={filter[name]}
      onChange={(event) => onChange({ [name]: event.target.value })}
    />
  );
  const names = models.map(({ id }) => [id, id] as const);
  return (
    <fieldset className="images-filters">
      <legend className="unseen">{text.filters}</legend>
      <SearchField value={filter.prompt} onSearch={(prompt) => onChange({ prompt })} />
      {choose(
        'style',
        words.style,
        words.allStyles,
        styles.map((style) => [style, text.playground.styles[style]]),
      )}
      {choose(
        'shape',
        words.shape,
        words.allShapes,
        shapes.map((shape) => [shape, words.shapes[shape]]),
      )}
      {choose(
        'output_format',
        words.format,
        words.allFormats,
        formats.map((format) => [format, format.toUpperCase()]),
      )}
      {(models.length > 1 || filter.model !== '') &&
        choose('model', words.model, words.allModels, withChosen(names, filter.model))}
      <div className="images-days">
        {day('from', words.from)}
        {day('to', words.to)}
      </div>
    </fieldset>
  );
}

/** A model that was, and is offered no more, can be what an address asks for. */
const withChosen = (names: readonly (readonly [string, string])[], chosen: string) =>
  chosen === '' || names.some(([name]) => name === chosen) ? names : [...names, [chosen, chosen] as const];
