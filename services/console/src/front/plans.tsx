import { ButtonLink } from '../components/button.js';
import { text } from '../text/index.js';

const words = text.front.plans;

export function Plans() {
  return (
    <section id="plans" className="front-plans" aria-labelledby="plans-title">
      <h2 id="plans-title">{words.title}</h2>
      <ul>
        {words.list.map(({ plan, images, requests, variations, retention, for: whom }) => (
          <li key={plan} className={`plan plan-${plan}`}>
            <h3>{text.plans[plan]}</h3>
            <p>{whom}</p>
            <dl>
              {[
                [images, words.images],
                [requests, words.requests],
                [variations, words.variations],
                [retention, words.retention],
              ].map(([value, name]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      <div className="front-acts">
        <ButtonLink href="/sign-up" look="primary">
          {words.choose}
        </ButtonLink>
        <p>{words.note}</p>
      </div>
    </section>
  );
}
