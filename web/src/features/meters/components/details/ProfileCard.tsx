import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import uPlot from 'uplot';
import type { TypicalDay, TypicalDays } from '@/api/types';
import { token } from '@/components/charts/canvas';
import { Segmented } from '@/components/Segmented';
import { formatQuantity } from '@/lib/format';
import { typicalDaysQuery } from '../../api';
import { firstType, peakOf, widest, type DayType } from '../../lib/usual';
import { fromZero, kwAxis, quietCursor, xAxis } from './axes';
import { DetailCard, type DetailProps } from './DetailCard';
import classes from './details.module.css';
import { Plot } from './Plot';
import type { Twin } from './TableTwin';
import { text } from './text';

const HOUR = 3600;
type Column = (number | null)[];
const closeDay = (values: Column): Column => [...values, values[0] ?? null];
const dayOf = (data: TypicalDays, type: DayType): TypicalDay => data.day_types.find((day) => day.day_type === type) ?? data.day_types[0];

function title(data: TypicalDays): string {
  const day = dayOf(data, firstType(data.day_types));
  const peak = peakOf(day.p50_kw, data.interval_s);
  return peak.isFlat ? text.profileFlat : text.profile(day.day_type, peak.hour, peak.kw);
}

function twinOf(data: TypicalDays, type: DayType): Twin {
  const day = dayOf(data, type);
  const words = (kw: number | null): string => (kw === null ? '' : formatQuantity(kw));
  return {
    caption: text.profileTable(type),
    columns: [text.time, text.tenth, text.quarter, text.median, text.threeQuarters, text.ninth],
    rows: day.p50_kw.map((_, i) => [
      text.hour((i * data.interval_s) / HOUR),
      ...[day.p10_kw, day.p25_kw, day.p50_kw, day.p75_kw, day.p90_kw].map((column) => words(column[i])),
    ]),
  };
}

function Bands({ data, type, scheme }: { data: TypicalDays; type: DayType; scheme: string }) {
  const day = dayOf(data, type);
  const columns = useMemo<uPlot.AlignedData>(() => {
    const hours = closeDay(day.p50_kw).map((_, i) => (i * data.interval_s) / HOUR);
    return [hours, ...[day.p90_kw, day.p10_kw, day.p75_kw, day.p25_kw, day.p50_kw].map(closeDay)] as uPlot.AlignedData;
  }, [day, data.interval_s]);
  const peak = peakOf(day.p50_kw, data.interval_s);
  const edge: uPlot.Series = { width: 0, points: { show: false } };
  return (
    <>
      <Plot
        data={columns}
        identity={scheme}
        label={text.profileAlt(type, day.days, text.hour(peak.hour), formatQuantity(peak.kw))}
        options={() => ({
          padding: [10, 22, 0, -4],
          legend: { show: false },
          cursor: quietCursor,
          scales: { x: { time: false, range: [0, 24] }, y: { range: fromZero } },
          axes: [xAxis([0, 6, 12, 18, 24], text.hour), kwAxis()],
          bands: [
            { series: [1, 2], fill: `${token('--actual')}1f` },
            { series: [3, 4], fill: `${token('--actual')}3d` },
          ],
          series: [{}, edge, edge, edge, edge, { stroke: token('--actual'), width: 2, points: { show: false } }],
        })}
      />
      <div className={classes.key}>
        <span className={classes.pair}><i className={classes.line} aria-hidden="true" />{text.medianDay}</span>
        <span className={classes.pair}><i className={`${classes.swatch} ${classes.inner}`} aria-hidden="true" />{text.halfOfDays}</span>
        <span className={classes.pair}><i className={`${classes.swatch} ${classes.outer}`} aria-hidden="true" />{text.mostDays}</span>
      </div>
    </>
  );
}

/** A usual day of each kind, with how far days differ. */
export function ProfileCard({ meter, range, scheme }: DetailProps) {
  const { data, error } = useQuery(typicalDaysQuery(meter, range));
  const [wanted, setWanted] = useState<DayType | null>(null);
  const type = wanted ?? (data ? firstType(data.day_types) : 'weekday');
  return (
    <DetailCard
      data={data}
      error={error}
      isEmpty={(d) => d.day_types.every((day) => day.days === 0)}
      title={title}
      say={(d) => text.profileSay(dayOf(d, type).days, type, widest(dayOf(d, type), d.interval_s))}
      how={text.profileHow}
      twin={(d) => twinOf(d, type)}
    >
      {(d) => (
        <>
          <div className={classes.choice}>
            <Segmented
              label={text.dayTypes}
              value={type}
              onChange={setWanted}
              options={d.day_types.filter((day) => day.days > 0).map((day) => ({ value: day.day_type, text: text.dayType(day.day_type) }))}
            />
          </div>
          <Bands data={d} type={type} scheme={scheme} />
        </>
      )}
    </DetailCard>
  );
}
