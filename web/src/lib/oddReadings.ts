/** Words for readings that look odd. */
import type { Finding } from '@/api/types';

export const kindOfFinding: Record<Finding['kind'], string> = {
  gap: 'Readings missing',
  zeros: 'Readings of zero',
  flat: 'A value that stands still',
  spike: 'A spike',
  'catch-up': 'A reading that makes up for others',
  reset: 'A step below zero',
  tenth: 'About a tenth of the usual',
  tenfold: 'About ten times the usual',
};

/** A suggestion; the portal does nothing by itself. */
export const remedyOfFinding: Record<Finding['remedy'], string> = {
  'ask-for-readings': 'If the meter has them, import them again.',
  'check-meter': 'Ask whether the supply was off or the meter stood still.',
  'correct-reading': 'Check it against the meter; if it is wrong, import the right value.',
  spread: 'If the meter caught up, import the values of the single intervals.',
  'multiply-by-ten': 'Check the multiplier; if a decimal was lost, import the stretch again at ten times the values.',
  'divide-by-ten': 'Check the multiplier; if it is ten times too large, import the stretch again at a tenth.',
};
