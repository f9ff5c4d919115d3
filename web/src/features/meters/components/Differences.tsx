import { useMemo } from 'react';
import { DifferenceChart } from '@/components/charts/DifferenceChart';
import type { ChartEvent } from '@/components/charts/decorations';
import type { PowerSeries } from '@/components/charts/series';
import { useIsPhone } from '@/lib/hooks';
import type { Zone } from '@/lib/time';
import { useScheme } from '@/theme/scheme';
import { bucketFor, differencesOf } from '../lib/differences';
import type { Range } from '../lib/view';
import { text } from '../text';
import classes from './PowerCard.module.css';

interface DifferencesProps {
  complete: PowerSeries | null;
  interval: number;
  range: Range;
  zone: Zone;
  events: ChartEvent[];
}

const MOST_BARS = { wide: 110, phone: 48 };
const HEIGHT = { wide: 116, phone: 96 };

export function Differences({ complete, interval, range, zone, events }: DifferencesProps) {
  const isPhone = useIsPhone();
  const scheme = useScheme();
  const size = isPhone ? 'phone' : 'wide';
  const bucket = bucketFor(range.to - range.from, interval, MOST_BARS[size]);
  const differences = useMemo(() => (complete ? differencesOf(complete, bucket, zone) : null), [complete, bucket, zone]);
  const total = differences?.kwh.reduce<number>((sum, kwh) => sum + (kwh ?? 0), 0) ?? 0;
  return (
    <>
      <div className={classes.caption}>
        <h3>{text.differences(bucket, interval)}</h3>
        <span>{text.belowTheLine}</span>
      </div>
      {differences ? (
        <div className={classes.bars}>
          <DifferenceChart
            middle={differences.middle}
            kwh={differences.kwh}
            range={range}
            moving={{ zone, events }}
            scheme={scheme}
            isPhone={isPhone}
            height={HEIGHT[size]}
            label={text.differenceSummary(total)}
          />
        </div>
      ) : (
        <div className={classes.waiting} style={{ height: HEIGHT[size] }}>
          {text.differencesLater}
        </div>
      )}
    </>
  );
}
