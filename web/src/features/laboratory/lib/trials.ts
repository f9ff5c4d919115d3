import type { Laboratory, Trial } from '../api';

/** Less than this share of days with a baseline is too little to compare a method by. */
const LEAST_COVERAGE = 0.8;

export interface RankedTrial extends Trial {
  isRecommended: boolean;
  isCurrent: boolean;
  /** Takes no part in the recommendation. */
  isLeftOut: boolean;
}

/** Best first; those that could not be compared at the end, whatever their figures say. */
export function rankedTrials({ methods, recommendation, current_method }: Laboratory): RankedTrial[] {
  const leftOut = new Set(recommendation.left_out);
  const error = ({ median_relative_rmse }: Trial): number => median_relative_rmse ?? Number.MAX_VALUE;
  return methods
    .map((trial, i) => ({
      ...trial,
      isRecommended: i === recommendation.method,
      isCurrent: trial.id === current_method,
      isLeftOut: leftOut.has(i) || trial.median_relative_rmse === null,
    }))
    .sort((a, b) => Number(a.isLeftOut) - Number(b.isLeftOut) || error(a) - error(b));
}

/** What is left out in spite of enough days is a contract, such as a firm service level. */
export function whyLeftOut({ isLeftOut, coverage, median_relative_rmse }: RankedTrial): 'tooFew' | 'noEstimate' | null {
  if (!isLeftOut) return null;
  return coverage < LEAST_COVERAGE || median_relative_rmse === null ? 'tooFew' : 'noEstimate';
}
