import { IconCheck } from '@tabler/icons-react';
import type { EventDetails } from '../api';
import classes from '../Events.module.css';
import { text } from '../text';

const ORDER = ['draft', 'scheduled', 'notified', 'active', 'done', 'settled'] as const;

/** The life of an event, and how far it has come. */
export function Steps({ event }: { event: EventDetails }) {
  const now = ORDER.findIndex((state) => state === event.state);
  return (
    <ol className={classes.steps} aria-label={text.stepsTitle}>
      {ORDER.map((state, i) => (
        <li
          key={state}
          className={`${classes.step} ${i < now ? classes.passed : ''} ${i === now ? classes.current : ''}`}
          aria-current={i === now ? 'step' : undefined}
        >
          <strong>
            {i < now && <IconCheck size={16} aria-hidden />}
            {text.states[state]}
          </strong>
          <p>{text.steps[state]}</p>
        </li>
      ))}
    </ol>
  );
}
