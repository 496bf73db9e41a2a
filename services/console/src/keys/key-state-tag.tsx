import type { KeyResource } from '@imageai/client';
import { Tag } from '../components/table.js';
import { text } from '../text/index.js';
import { stateOf } from './key-state.js';

export function KeyStateTag({ apiKey }: { readonly apiKey: KeyResource }) {
  const state = stateOf(apiKey);
  return (
    <Tag kind={state === 'active' ? 'good' : state === 'leaked' ? 'bad' : 'plain'}>
      {text.developers.keys.states[state]}
    </Tag>
  );
}
