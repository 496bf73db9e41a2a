import { text } from '../text/index.js';
import './waiting.css';

/** For the moment until something is there; nothing is shown of what is quick. */
export function Waiting() {
  return (
    <div className="waiting" role="status">
      <span className="unseen">{text.loading}</span>
    </div>
  );
}
