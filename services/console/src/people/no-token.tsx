import { text } from '../text/index.js';
import { EntryDone } from './entry-form.js';

/** The link was not copied whole. */
export function NoToken() {
  return <EntryDone title={text.people.noToken.title}>{text.people.noToken.body}</EntryDone>;
}
