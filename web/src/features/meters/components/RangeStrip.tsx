import { useRef, useState } from 'react';
import type { ChartEvent } from '@/components/charts/decorations';
import { Skeleton } from '@/components/Skeleton';
import { formatDate } from '@/lib/format';
import { addDays, daysBetween } from '@/lib/time';
import { useScheme } from '@/theme/scheme';
import type { MeterPage } from '../hooks/useMeterPage';
import type { Change } from '../hooks/useView';
import { useStripDrag } from '../hooks/useStripDrag';
import { text } from '../text';
import { DayRangeInputs } from './DayRangeInputs';
import classes from './RangeStrip.module.css';
import { StripCanvas } from './StripCanvas';
import { StripHandle } from './StripHandle';

interface RangeStripProps {
  page: MeterPage;
  change: Change;
  events: ChartEvent[];
}

/** Days as numbers from the strip's first day; `to` is the last day shown, included. */
export interface DayWindow {
  from: number;
  to: number;
}

const percent = (share: number): string => `${Math.max(0, Math.min(1, share)) * 100}%`;

/** All days of the meter, and the part of them that is shown: two handles for hand and keyboard, two dates for exactness. */
export function RangeStrip({ page, change, events }: RangeStripProps) {
  const { meterData, zone, range } = page;
  const scheme = useScheme();
  const host = useRef<HTMLDivElement>(null);
  const [preview, setPreview] = useState<DayWindow | null>(null);
  const daily = meterData.data?.daily;
  const first = daily?.first_day ?? zone.dayOf(range.from);
  const count = Math.max(1, daily?.actual_wh.length ?? 1, daysBetween(first, page.latestDay) + 1);
  const shown: DayWindow = { from: daysBetween(first, zone.dayOf(range.from)), to: daysBetween(first, zone.dayOf(range.to - 1)) };
  const window = preview ?? shown;

  const commit = ({ from, to }: DayWindow): void => {
    setPreview(null);
    change({ scale: 'custom', days: [addDays(first, from), addDays(first, to)], zoom: null });
  };
  const drag = useStripDrag({ host, count, window, onPreview: setPreview, onCommit: commit });
  if (meterData.isError) return null;
  if (!daily) return <Skeleton height={92} />;

  const say = (day: number): string => formatDate(zone.startOf(addDays(first, day)) + 3600, 'weekday', zone);
  return (
    <>
      <div className={classes.strip} ref={host} role="group" aria-label={text.strip} {...drag.track}>
        <StripCanvas daily={daily} count={count} window={window} events={events.map((event) => daysBetween(first, zone.dayOf(event.from)))} scheme={scheme} />
        <div className={classes.window} style={{ left: percent(window.from / count), right: percent(1 - (window.to + 1) / count) }} />
        <StripHandle
          label={text.startHandle}
          side="start"
          position={percent(window.from / count)}
          value={window.from}
          limits={[0, window.to]}
          say={say}
          onMove={(from) => {
            commit({ ...window, from });
          }}
          drag={drag.handle('from')}
        />
        <StripHandle
          label={text.endHandle}
          side="end"
          position={percent((window.to + 1) / count)}
          value={window.to}
          limits={[window.from, count - 1]}
          say={say}
          onMove={(to) => {
            commit({ ...window, to });
          }}
          drag={drag.handle('to')}
        />
      </div>
      <div className={classes.dates}>
        <span aria-hidden="true">{formatDate(zone.startOf(first) + 3600, 'dayYear', zone)}</span>
        <DayRangeInputs
          key={`${window.from},${window.to}`}
          from={addDays(first, window.from)}
          to={addDays(first, window.to)}
          onChange={(from, to) => {
            change({ scale: 'custom', days: [from, to], zoom: null });
          }}
        />
        <span aria-hidden="true">{formatDate(zone.startOf(addDays(first, count - 1)) + 3600, 'dayYear', zone)}</span>
      </div>
    </>
  );
}
