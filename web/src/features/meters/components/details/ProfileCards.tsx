import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type uPlot from 'uplot';
import type { Profile } from '@/api/types';
import { token } from '@/components/charts/canvas';
import { formatQuantity } from '@/lib/format';
import { profileQuery } from '../../api';
import { fromZero, kwAxis, quietCursor, xAxis } from './axes';
import { DetailCard, type DetailProps } from './DetailCard';
import classes from './details.module.css';
import { Plot } from './Plot';
import { text } from './text';

interface Peak {
  hour: number;
  kw: number;
  isFlat: boolean;
}

const FLAT = 1.15;

export function peakOf(values: (number | null)[], interval: number): Peak {
  let at = 0;
  values.forEach((kw, i) => {
    if (kw !== null && kw > (values[at] ?? -Infinity)) at = i;
  });
  const present = values.filter((kw) => kw !== null);
  const kw = values[at] ?? 0;
  const mean = present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length);
  return { hour: (at * interval) / 3600, kw, isFlat: kw < mean * FLAT };
}

const closeDay = (values: (number | null)[]): (number | null)[] => [...values, values[0] ?? null];
const title = (profile: Profile): string => {
  const peak = peakOf(profile.weekday_kw, profile.interval_s);
  return peak.isFlat ? text.profileFlat : text.profile(peak.hour, peak.kw);
};

function MeanDay({ profile, scheme }: { profile: Profile; scheme: string }) {
  const data = useMemo<uPlot.AlignedData>(() => {
    const weekday = closeDay(profile.weekday_kw);
    return [weekday.map((_, i) => (i * profile.interval_s) / 3600), weekday, closeDay(profile.weekend_kw)];
  }, [profile]);
  const highest = (values: (number | null)[]): string => formatQuantity(peakOf(values, profile.interval_s).kw);
  return (
    <>
      <Plot
        data={data}
        identity={scheme}
        label={text.profileAlt(highest(profile.weekday_kw), highest(profile.weekend_kw))}
        options={() => ({
          padding: [10, 22, 0, -4],
          legend: { show: false },
          cursor: quietCursor,
          scales: { x: { time: false, range: [0, 24] }, y: { range: fromZero } },
          axes: [xAxis([0, 6, 12, 18, 24], text.hour), kwAxis()],
          series: [
            {},
            { stroke: token('--actual'), width: 2, points: { show: false } },
            { stroke: token('--more'), width: 2, dash: [4, 4], points: { show: false } },
          ],
        })}
      />
      <div className={classes.key}>
        <span className={classes.pair}><i className={classes.line} aria-hidden="true" />{text.workingDays}</span>
        <span className={classes.pair}><i className={`${classes.line} ${classes.dotted}`} aria-hidden="true" />{text.weekends}</span>
      </div>
    </>
  );
}

export function ProfileCard({ meter, range, scheme }: DetailProps) {
  const { data, error } = useQuery(profileQuery(meter, range));
  return (
    <DetailCard data={data} error={error} isEmpty={(p) => p.present === 0} title={title} say={text.profileSay} how={text.profileHow}>
      {(profile) => <MeanDay profile={profile} scheme={scheme} />}
    </DetailCard>
  );
}

export function DurationCard({ meter, range, scheme }: DetailProps) {
  const { data, error } = useQuery(profileQuery(meter, range));
  const columns = useMemo<uPlot.AlignedData>(() => [(data?.load_duration_kw ?? []).map((_, i) => i), data?.load_duration_kw ?? []], [data]);
  const [most = 0, half = 0, least = 0] = [0, 50, 100].map((i) => data?.load_duration_kw[i]);
  return (
    <DetailCard
      data={data}
      error={error}
      isEmpty={(p) => p.load_duration_kw.length < 2}
      title={() => text.duration(half)}
      say={text.durationSay}
      how={text.durationHow}
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
