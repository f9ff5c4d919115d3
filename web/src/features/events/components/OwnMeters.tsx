import { useState } from 'react';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Notice, ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { Pill } from '@/components/Pill';
import { formatMeterNumber } from '@/lib/format';
import { useNow } from '@/lib/hooks';
import { fromIso, type Zone } from '@/lib/time';
import { useOptIn, type EventDetails, type EventMeter } from '../api';
import classes from '../Events.module.css';
import { lengthWords, momentWords } from '../lib/span';
import { text } from '../text';
import { OptOutDialog } from './OptOutDialog';

function saying(event: EventDetails, zone: Zone, now: number): string {
  const until = event.opt_out_until;
  if (!event.may_opt_out || !until || fromIso(until) <= now) return text.ownSayClosed;
  return text.ownSayOpen(lengthWords(fromIso(until) - now), momentWords(until, zone));
}

interface OwnMeterProps {
  meter: EventMeter;
  mayChange: boolean;
  onOut: () => void;
  onIn: () => void;
}

function OwnMeter({ meter, mayChange, onOut, onIn }: OwnMeterProps) {
  return (
    <li>
      <div>
        <strong>
          {meter.label || formatMeterNumber(meter.meter)}
          {meter.label && <span className={pageClasses.muted}> {formatMeterNumber(meter.meter)}</span>}
        </strong>
        <span className={pageClasses.muted}>
          {text.nomination}: {meter.nomination_kw === null ? text.noNomination : text.kw(meter.nomination_kw)}
        </span>
        {meter.opt_out ? <Pill kind="warn">{text.isOut(meter.opt_out.reason)}</Pill> : <Pill kind="good">{text.takesPart}</Pill>}
      </div>
      {mayChange && !meter.opt_out && (
        <Button aria-label={text.optOutOf(meter.meter)} onClick={onOut}>
          {text.optOut}
        </Button>
      )}
      {mayChange && meter.opt_out && (
        <Button aria-label={text.optInOf(meter.meter)} onClick={onIn}>
          {text.optIn}
        </Button>
      )}
    </li>
  );
}

/** A member's meters in the event, until the deadline with a way out and in again. */
export function OwnMeters({ event, zone }: { event: EventDetails; zone: Zone }) {
  const [leaving, setLeaving] = useState<string>();
  const [done, setDone] = useState('');
  const optIn = useOptIn(event.id);
  const now = useNow();
  const isOpen = event.may_opt_out && event.opt_out_until !== null && fromIso(event.opt_out_until) > now;
  return (
    <Card title={text.ownTitle} say={saying(event, zone, now)}>
      {done && <Notice kind="good">{done}</Notice>}
      {optIn.isError && <ProblemNotice error={optIn.error} />}
      <ul className={classes.own}>
        {event.own_meters.map((meter) => (
          <OwnMeter
            key={meter.meter}
            meter={meter}
            mayChange={isOpen}
            onOut={() => {
              setLeaving(meter.meter);
            }}
            onIn={() => {
              optIn.mutate(meter.meter, { onSuccess: () => { setDone(text.optedInNow(meter.meter)); } });
            }}
          />
        ))}
      </ul>
      {leaving && (
        <OptOutDialog
          event={event.id}
          meter={leaving}
          onClose={() => {
            setLeaving(undefined);
          }}
          onDone={() => {
            setDone(text.optedOutNow(leaving));
            setLeaving(undefined);
          }}
        />
      )}
    </Card>
  );
}
