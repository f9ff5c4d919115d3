import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type uPlot from 'uplot';
import { token } from '@/components/charts/canvas';
import { formatNumber, formatQuantity } from '@/lib/format';
import { loadDurationQuery } from '../../api';
import { fromZero, kwAxis, quietCursor, xAxis } from './axes';
import { DetailCard, type DetailProps } from './DetailCard';
import { Plot } from './Plot';
import { text } from './text';

const EVERY = 5;

export function DurationCard({ meter, range, scheme }: DetailProps) {
  const { data, error } = useQuery(loadDurationQuery(meter, range));
  const columns = useMemo<uPlot.AlignedData>(() => [(data?.kw ?? []).map((_, i) => i), data?.kw ?? []], [data]);
  const [most = 0, half = 0, least = 0] = [0, 50, 100].map((i) => data?.kw[i]);
  return (
    <DetailCard
      data={data}
      error={error}
      isEmpty={(d) => d.kw.length < 2}
      title={() => text.duration(half)}
      say={text.durationSay}
      how={text.durationHow}
      twin={(d) => ({
        caption: text.durationTable,
        columns: [text.shareOfTime, text.reached],
        rows: d.kw.flatMap((kw, i) => (i % EVERY === 0 ? [[`${formatNumber(i)} %`, formatQuantity(kw)]] : [])),
      })}
    >
      {() => (
        <Plot
          data={columns}
          identity={scheme}
          height={248}
          label={text.durationAlt(formatQuantity(most), formatQuantity(half), formatQuantity(least))}
          options={() => ({
            padding: [10, 52, 0, -4],
            legend: { show: false },
            cursor: quietCursor,
            scales: { x: { time: false, range: [0, 100] }, y: { range: fromZero } },
            axes: [xAxis([0, 25, 50, 75, 100], (v, isLast) => (isLast ? text.ofTime : `${v}`)), kwAxis()],
            series: [{}, { stroke: token('--actual'), width: 2, fill: `${token('--actual')}1f`, points: { show: false } }],
          })}
        />
      )}
    </DetailCard>
  );
}
