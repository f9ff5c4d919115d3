import type { ParticipationClass } from '../api';
import { SHAPES } from '../lib/shapes';
import classes from '../Map.module.css';

export function Shape({ state }: { state: ParticipationClass }) {
  return (
    <svg className={`${classes.shape ?? ''} ${classes[state] ?? ''}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={SHAPES[state]} />
    </svg>
  );
}
