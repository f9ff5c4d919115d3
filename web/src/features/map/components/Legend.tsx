import type { ParticipationClass } from '../api';
import classes from '../Map.module.css';
import { text } from '../text';
import { Shape } from './Shape';

const ORDER: readonly ParticipationClass[] = ['high', 'middle', 'low', 'none'];

export function Legend() {
  return (
    <section className={classes.legend} aria-label={text.legend}>
      <h2>{text.legend}</h2>
      <ul>
        {ORDER.map((state) => (
          <li key={state}>
            <Shape state={state} />
            <span>
              <strong>{text.classes[state].word}</strong> {text.classes[state].means}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
