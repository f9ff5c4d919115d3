import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { PowerSeries } from '@/components/charts/series';
import type { Zone } from '@/lib/time';
import { comparedQuery } from '../api';
import { comparedRange, shiftDays, shiftSeries } from '../lib/compare';
import type { Compare, Range } from '../lib/view';

/** The period to compare with, moved onto the one shown; null while there is none. */
export function useCompared(meter: string, range: Range, compare: Compare, zone: Zone): PowerSeries | null {
  const isWanted = compare !== 'none' && range.to > range.from;
  const days = isWanted ? shiftDays(compare, range, zone) : 0;
  const other = isWanted ? comparedRange(range, days, zone) : range;
  const { data } = useQuery({ ...comparedQuery(meter, other), enabled: isWanted });
  return useMemo(() => (isWanted && data ? shiftSeries(data, days, zone) : null), [isWanted, data, days, zone]);
}
