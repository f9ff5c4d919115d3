import { useQuery } from '@tanstack/react-query';
import type { PowerSeries } from '@/components/charts/series';
import { fullSeriesQuery } from '../api';
import type { Range } from '../lib/view';

/** The series itself where it is complete, otherwise every interval asked for separately. */
export function useCompleteSeries(meter: string, range: Range, series: PowerSeries, isWanted = true): { complete: PowerSeries | null; error: unknown } {
  const full = useQuery({ ...fullSeriesQuery(meter, range), enabled: isWanted && series.isReduced });
  return { complete: series.isReduced ? (full.data ?? null) : series, error: full.error };
}
