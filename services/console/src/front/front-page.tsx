import { ButtonLink } from '../components/button.js';
import { text } from '../text/index.js';
import { Pictures } from './pictures.js';
import { Plans } from './plans.js';
import { QuickStart } from './quick-start.js';
import './front-page.css';

const words = text.front;

export function FrontPage() {
  return (
    <div className="front">
      <section className="front-hero">
        <h1>{words.title}</h1>
        <p>{words.lead}</p>
        <div className="front-acts">
          <ButtonLink href="/sign-up" look="primary">
            {text.actions.signUp}
          </ButtonLink>
          <a href="/docs" className="button button-plain">
            {words.footer.docs}
          </a>
        </div>
      </section>
      <Pictures />
      <section className="front-start" aria-labelledby="quick-start">
        <div>
          <h2 id="quick-start">{words.quickStart.title}</h2>
          <p>{words.quickStart.body}</p>
        </div>
        <QuickStart />
      </section>
      <ul className="front-promises">
        {words.promises.map(({ title, body }) => (
          <li key={title}>
            <h3>{title}</h3>
            <p>{body}</p>
          </li>
        ))}
      </ul>
      <Plans />
    </div>
  );
}
