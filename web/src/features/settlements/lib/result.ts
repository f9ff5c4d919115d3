/** What a line says of a meter, in words. */
import { formatNumber, formatPercent, formatQuantity, decimalsFor, formatSigned } from '@/lib/format';
import type { LineFigures } from '../api';
import { text } from '../text';

export interface Result {
  /** "+12.3 ± 9.0 kW" */
  reduction: string;
  /** What has to be known beside it; may be empty. */
  say: string;
  /** Of the nomination; empty without one. */
  share: string;
}

type Figures = Pick<LineFigures, 'performance_kw' | 'band_kw' | 'nomination_kw'>;

/** A reduction within its error band tells nothing from zero. */
export const isIndistinct = ({ performance_kw, band_kw }: Pick<LineFigures, 'performance_kw' | 'band_kw'>): boolean =>
  performance_kw !== null && band_kw !== null && Math.abs(Number(performance_kw)) <= Number(band_kw);

export function resultOf(figures: Figures): Result | null {
  const { performance_kw, band_kw, nomination_kw } = figures;
  if (performance_kw === null) return null;
  const kw = Number(performance_kw);
  const decimals = decimalsFor(kw);
  const band = band_kw === null ? null : formatNumber(Number(band_kw), decimals);
  const nomination = Number(nomination_kw);
  const say = isIndistinct(figures) ? text.indistinct : kw < 0 ? text.moreUsed : '';
  return {
    reduction: text.reductionWithBand(formatSigned(kw, decimals), band),
    say,
    share: nomination > 0 ? text.shareOfNomination(formatPercent(kw / nomination)) : '',
  };
}

/** An exact text as a cell shows it; a dash for nothing. */
export const cell = (exact: string | null): string => (exact === null || exact === '' ? text.none : formatQuantity(Number(exact)));

const PAPER_DECIMALS = 3;
/** As it stands on paper: to the watt. */
export const onPaper = (exact: string): string => (exact === '' ? text.none : formatNumber(Number(exact), PAPER_DECIMALS));
