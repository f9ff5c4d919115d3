import type { ParticipationClass } from '../api';

/** A shape for each class, so that colour is never alone. 16 x 16. */
export const SHAPES: Record<ParticipationClass, string> = {
  high: 'M8 1.5 15 14H1Z',
  middle: 'M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2Z',
  low: 'M8 14.5 1 2h14Z',
  none: 'M3 3h10v10H3Z',
};
