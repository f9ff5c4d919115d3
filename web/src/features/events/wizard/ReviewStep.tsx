import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Button, ButtonLink } from '@/components/Button';
import { Card } from '@/components/Card';
import { Notice, ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { fromIso, type Zone } from '@/lib/time';
import { formatDate } from '@/lib/format';
import { useChangeEvent, type EventDetails } from '../api';
import { About } from '../components/About';
import { ScheduleDialog } from '../components/ScheduleDialog';
import { WhatGoesOut } from '../components/WhatGoesOut';
import { whenWords } from '../lib/span';
import { text } from './text';

const clock = (iso: string, zone: Zone): string => `${formatDate(fromIso(iso), 'time', zone)} ${zone.abbreviationAt(fromIso(iso))}`;

/** Where the clock shows a time twice, which of the two is meant. */
function Twice({ event, zone, which }: { event: EventDetails; zone: Zone; which: 'start' | 'end' }) {
  const change = useChangeEvent();
  const other = which === 'start' ? event.other_start : event.other_end;
  if (!other) return null;
  return (
    <>
      {change.isError && <ProblemNotice error={change.error} />}
      <Notice kind="info" action={<Button onClick={() => { change.mutate({ id: event.id, [which]: other }); }}>{text.meanOther(clock(other, zone))}</Button>}>
        {text.twice(which, clock(event[which], zone), clock(other, zone))}
      </Notice>
    </>
  );
}

/** The draft as the server has it: what it will do, and the way to schedule it. */
export function ReviewStep({ event, zone, onBack }: { event: EventDetails; zone: Zone; onBack: () => void }) {
  const [isScheduling, setIsScheduling] = useState(false);
  const navigate = useNavigate();
  return (
    <div className={pageClasses.stack}>
      <Notice kind="good">{text.saved}</Notice>
      <Twice event={event} zone={zone} which="start" />
      <Twice event={event} zone={zone} which="end" />
      <Card title={event.name} say={whenWords(event, zone)}>
        <WhatGoesOut event={event} zone={zone} />
      </Card>
      <About event={event} zone={zone} />
      <div className={pageClasses.buttons}>
        <Button onClick={onBack}>{text.back}</Button>
        <ButtonLink to={`/events/${event.id}`}>{text.keep}</ButtonLink>
        <Button isPrimary onClick={() => { setIsScheduling(true); }}>
          {text.schedule}
        </Button>
      </div>
      {isScheduling && (
        <ScheduleDialog event={event} onClose={() => { setIsScheduling(false); }} onDone={() => { navigate(`/events/${event.id}`); }} />
      )}
    </div>
  );
}
