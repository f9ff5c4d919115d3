import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Notice, ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { formatMeterNumber } from '@/lib/format';
import type { Zone } from '@/lib/time';
import { optOutsQuery, useOptIn, type EventDetails, type EventMeter } from '../api';
import classes from '../Events.module.css';
import { momentWords } from '../lib/span';
import { text } from '../text';
import { OptOutForDialog } from './OptOutForDialog';

function Out({ meter, zone, onIn }: { meter: EventMeter; zone: Zone; onIn?: () => void }) {
  const { opt_out } = meter;
  return (
    <li>
      <strong>
        {meter.label || formatMeterNumber(meter.meter)} <span className={pageClasses.muted}>{meter.holder}</span>
      </strong>
      <span>
        {opt_out?.reason} <span className={pageClasses.muted}>{opt_out && `${opt_out.made_by}, ${momentWords(opt_out.made, zone)}`}</span>{' '}
        {onIn && (
          <button type="button" className={pageClasses.link} aria-label={text.optInOf(meter.meter)} onClick={onIn}>
            {text.optIn}
          </button>
        )}
      </span>
    </li>
  );
}

/** Who has opted out, and why; until the deadline the administrator does it for whoever telephones. */
export function OptOuts({ event, zone }: { event: EventDetails; zone: Zone }) {
  const { data, isError, error } = useQuery(optOutsQuery(event.id));
  const [isOpting, setIsOpting] = useState(false);
  const [done, setDone] = useState('');
  const optIn = useOptIn(event.id);
  const takeIn = (meter: string): void => {
    optIn.mutate(meter, { onSuccess: () => { setDone(text.optedInNow(meter)); } });
  };
  if (isError) return <ProblemNotice error={error} />;
  if (!data) return null;
  return (
    <Card
      title={text.optOutsTitle}
      say={data.opt_outs.length === 0 ? text.optOutsNone : undefined}
      actions={event.may_opt_out && <Button onClick={() => { setIsOpting(true); }}>{text.optOutFor}</Button>}
    >
      {done && <Notice kind="good">{done}</Notice>}
      {optIn.isError && <ProblemNotice error={optIn.error} />}
      {data.opt_outs.length > 0 && (
        <ul className={classes.out}>
          {data.opt_outs.map((meter) => (
            <Out key={meter.meter} meter={meter} zone={zone} onIn={event.may_opt_out ? () => { takeIn(meter.meter); } : undefined} />
          ))}
        </ul>
      )}
      {isOpting && (
        <OptOutForDialog
          event={event.id}
          onClose={() => {
            setIsOpting(false);
          }}
          onDone={(meter) => {
            setIsOpting(false);
            setDone(text.optedOutNow(meter));
          }}
        />
      )}
    </Card>
  );
}
