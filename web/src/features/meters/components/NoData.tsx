import type { Meter } from '@/api/types';
import { Button } from '@/components/Button';
import { formatInterval } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import type { Change } from '../hooks/useView';
import { text } from '../text';
import classes from './PowerCard.module.css';

export function NoData({ meter, zone, change }: { meter: Meter; zone: Zone; change: Change }) {
  if (!meter.last_reading) return <div className={classes.empty}>{text.noReadingYet}</div>;
  const when = formatInterval(fromIso(meter.last_reading), meter.interval_s ?? 3600, zone);
  return (
    <div className={classes.empty}>
      <p>{text.noDataDetail(when)}</p>
      <Button
        onClick={() => {
          change({ end: null, days: null, zoom: null, scale: '30d' });
        }}
      >
        {text.goToLatest}
      </Button>
    </div>
  );
}
