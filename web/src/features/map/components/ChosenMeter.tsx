import { Link } from 'react-router-dom';
import { Button } from '@/components/Button';
import { formatMeterNumber } from '@/lib/format';
import { useNow } from '@/lib/hooks';
import { fromIso } from '@/lib/time';
import { nameOf, type MapMeter } from '../api';
import classes from '../Map.module.css';
import { text } from '../text';
import { Shape } from './Shape';

/** What is known of the meter that was chosen on the map or in the list. */
export function ChosenMeter({ meter, onClose }: { meter: MapMeter; onClose: () => void }) {
  const now = useNow();
  return (
    <section className={classes.chosenCard} aria-label={nameOf(meter)} aria-live="polite">
      <div className={classes.chosenHead}>
        <h2>
          <Shape state={meter.participation_class} /> {nameOf(meter)}
        </h2>
        <Button onClick={onClose}>{text.close}</Button>
      </div>
      <p className={classes.note}>
        {formatMeterNumber(meter.id)} · {meter.organisation ?? text.noOrganisation}
      </p>
      <dl className={classes.facts}>
        <div>
          <dt>{text.participationTitle}</dt>
          <dd>{meter.participation === null ? text.classes.none.word : text.participation(meter.participation, meter.compared_intervals)}</dd>
        </div>
        <div>
          <dt>{text.saved}</dt>
          <dd>{text.kwh(meter.saved_wh)}</dd>
        </div>
        <div>
          <dt>{text.net}</dt>
          <dd>{text.kwh(meter.net_wh)}</dd>
        </div>
        <div>
          <dt>{text.lastReading}</dt>
          <dd>{meter.last_reading ? text.age(now - fromIso(meter.last_reading)) : text.never}</dd>
        </div>
      </dl>
      <Link to={`/meters?meter=${encodeURIComponent(meter.id)}`}>{text.open}</Link>
    </section>
  );
}
