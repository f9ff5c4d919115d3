import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Correlation, PartialCorrelation } from '@/api/types';
import { acfQuery, pacfQuery, significanceQuery } from '../../api';
import { Correlogram } from './Correlogram';
import { DetailCard, type DetailProps } from './DetailCard';
import { text } from './text';

const SECONDS_OF_DAY = 86_400;
const STRONG = 0.6;
const SOME = 0.3;

export function acfTitle({ values, interval_s }: Pick<Correlation, 'values' | 'interval_s'>): string {
  const daily = values[Math.round(SECONDS_OF_DAY / interval_s)] ?? 0;
  if (daily >= STRONG) return text.acfStrong(daily);
  return daily >= SOME ? text.acfSome(daily) : text.acfWeak(daily);
}

const hoursOf = (lags: number, interval: number): number => Math.round((lags * interval) / 3600);

export function AcfCard({ meter, range, ...look }: DetailProps) {
  const { data, error } = useQuery(acfQuery(meter, range));
  const bands = useQuery(significanceQuery(meter, range)).data;
  const values = useMemo(() => data?.values.slice(1) ?? [], [data]);
  return (
    <DetailCard data={data} error={error} isEmpty={(d) => d.values.length < 2} title={acfTitle} say={text.acfSay} how={text.acfHow}>
      {(d) => <Correlogram values={values} interval={d.interval_s} bands={bands} label={text.acfAlt(hoursOf(values.length, d.interval_s))} {...look} />}
    </DetailCard>
  );
}

export function PacfCard({ meter, range, ...look }: DetailProps) {
  const { data, error } = useQuery(pacfQuery(meter, range));
  const bands = useQuery(significanceQuery(meter, range)).data;
  return (
    <DetailCard
      data={data}
      error={error}
      isEmpty={(d) => d.values.length === 0}
      title={(d) => text.pacf(d.values[0])}
      say={text.pacfSay}
      how={text.pacfHow}
    >
      {(d) => <Correlogram values={d.values} interval={d.interval_s} bands={bands} label={text.pacfAlt(hoursOf(d.values.length, d.interval_s))} {...look} />}
    </DetailCard>
  );
}

function verdict({ stationarity }: PartialCorrelation): string {
  if (!stationarity) return text.adfNone;
  const test = text.adf(stationarity.p_value, stationarity.statistic);
  return `${test} ${stationarity.is_stationary ? text.adfSteady : text.adfUnsteady}`;
}

export function StationarityCard({ meter, range, ...look }: DetailProps) {
  const { data, error } = useQuery(pacfQuery(meter, range));
  const bands = useQuery(significanceQuery(meter, range)).data;
  return (
    <DetailCard
      data={data}
      error={error}
      isEmpty={(d) => d.stationarity === null}
      title={(d) => (d.stationarity?.is_stationary ? text.stationary : text.unsteady)}
      say={verdict}
      how={text.adfHow}
    >
      {(d) =>
        d.differenced_values && (
          <Correlogram
            values={d.differenced_values}
            interval={d.interval_s}
            bands={bands}
            label={text.diffAlt(hoursOf(d.differenced_values.length, d.interval_s))}
            {...look}
          />
        )
      }
    </DetailCard>
  );
}
