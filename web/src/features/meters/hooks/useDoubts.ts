import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ChartEvent } from '@/components/charts/decorations';
import { fromIso } from '@/lib/time';
import { anomaliesQuery } from '../api';
import type { Range } from '../lib/view';

const NONE: ChartEvent[] = [];

/** Stretches of the period that look wrong, for marks on the chart. Gaps are drawn as gaps already. */
export function useDoubts(meter: string, range: Range): ChartEvent[] {
  const { data } = useQuery({ ...anomaliesQuery(meter, range), enabled: meter !== '' && range.to > range.from });
  return useMemo(
    () =>
      data?.findings.filter(({ kind }) => kind !== 'gap').map(({ from, to }) => ({ from: fromIso(from), to: fromIso(to) })) ?? NONE,
    [data],
  );
}
