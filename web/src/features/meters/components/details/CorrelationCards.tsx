import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Correlation, PartialCorrelation, Portmanteau } from '@/api/types';
import { Segmented } from '@/components/Segmented';
import { formatNumber } from '@/lib/format';
import { acfQuery, pacfQuery, portmanteauQuery, significanceQuery } from '../../api';
import { Correlogram } from './Correlogram';
import { DetailCard, type DetailProps } from './DetailCard';
import classes from './details.module.css';
import type { Twin } from './TableTwin';
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

/** Lag 1 first. */
const twinOf = (caption: string, values: number[], interval: number): Twin => ({
  caption,
  columns: [text.lagHours, text.correlation],
  rows: values.map((value, i) => [formatNumber(((i + 1) * interval) / 3600, interval % 3600 === 0 ? 0 : 2), formatNumber(value, 3)]),
});

/** "and this cannot be chance": the test of all lags of a day together. */
export function memory(test: Portmanteau | undefined): string {
  if (!test?.ljung_box) return '';
  const { p_value: p, lags, statistic } = test.ljung_box;
  return ` ${text.ljungBox(p, hoursOf(lags, test.interval_s), statistic)}`;
}

export function AcfCard({ meter, range, ...look }: DetailProps) {
  const { data, error } = useQuery(acfQuery(meter, range));
  const bands = useQuery(significanceQuery(meter, range)).data;
  const test = useQuery(portmanteauQuery(meter, range)).data;
  const values = useMemo(() => data?.values.slice(1) ?? [], [data]);
  return (
    <DetailCard
      data={data}
      error={error}
      isEmpty={(d) => d.values.length < 2}
      title={acfTitle}
      say={text.acfSay + memory(test)}
      how={text.acfHow}
      twin={(d) => twinOf(text.acfTable, values, d.interval_s)}
    >
      {(d) => <Correlogram values={values} interval={d.interval_s} bands={bands} label={text.acfAlt(hoursOf(values.length, d.interval_s))} {...look} />}
    </DetailCard>
  );
}

type Estimator = 'ols' | 'yw';
const valuesOf = (data: PartialCorrelation, by: Estimator): number[] => (by === 'ols' ? data.ols_values : data.values);

export function PacfCard({ meter, range, ...look }: DetailProps) {
  const { data, error } = useQuery(pacfQuery(meter, range));
  const bands = useQuery(significanceQuery(meter, range)).data;
  const [by, setBy] = useState<Estimator>('ols');
  return (
    <DetailCard
      data={data}
      error={error}
      isEmpty={(d) => d.values.length === 0}
      title={(d) => text.pacf(d.values[0])}
      say={(d) => `${text.pacfSay} ${by === 'ols' && d.ols_n < d.n ? text.olsPart(d.ols_n, d.n) : ''}`}
      how={text.pacfHow}
      twin={(d) => twinOf(text.pacfTable, valuesOf(d, by), d.interval_s)}
    >
      {(d) => (
        <>
          <div className={classes.choice}>
            <Segmented label={text.estimator} value={by} onChange={setBy} options={text.estimators} />
          </div>
          <Correlogram
            values={valuesOf(d, by)}
            interval={d.interval_s}
            bands={bands}
            label={text.pacfAlt(hoursOf(valuesOf(d, by).length, d.interval_s))}
            {...look}
          />
        </>
      )}
    </DetailCard>
  );
}

function verdict({ stationarity }: PartialCorrelation): string {
  if (!stationarity) return text.adfNone;
  const test = text.adf(stationarity.p_value, stationarity.statistic, stationarity.lags);
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
      twin={data?.differenced_values ? (d) => twinOf(text.diffTable, d.differenced_values ?? [], d.interval_s) : undefined}
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
