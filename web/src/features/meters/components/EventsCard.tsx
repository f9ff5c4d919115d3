import { IconZoomIn } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import type { Overview, ResponseEvent } from '@/api/types';
import { Button, IconButton } from '@/components/Button';
import { Card } from '@/components/Card';
import { creditDollars, decimalsFor, formatDate, formatDollars, formatNumber, formatSpan } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import type { MeterPage } from '../hooks/useMeterPage';
import { useSettled, type SettledLine } from '../hooks/useSettled';
import type { Change } from '../hooks/useView';
import { text } from '../text';
import classes from './Cards.module.css';

interface EventsCardProps {
  page: MeterPage;
  data: Overview;
  change: Change;
}

const SHORT_LIST = 4;
const BEFORE_SECONDS = 10 * 3600;
const AFTER_SECONDS = 6 * 3600;

interface ResultProps {
  event: ResponseEvent;
  /** What was settled goes before what is measured against the prediction. */
  settled: SettledLine | undefined;
  factor: string;
}

function Result({ event, settled, factor }: ResultProps) {
  const { nomination_kw } = event;
  const settled_kw = settled?.performance_kw ?? null;
  const reduced_kw = settled_kw === null ? event.reduced_kw : Number(settled_kw);
  if (reduced_kw === null) {
    const isAhead = fromIso(event.end) * 1000 > Date.now();
    return (
      <>
        <td className={classes.muted}>{nomination_kw ? text.ofKw(nomination_kw) : ''}</td>
        <td className={`${classes.number} ${classes.muted}`}>{isAhead ? text.toCome : text.noResult}</td>
        <td className={classes.number} />
      </>
    );
  }
  const share = nomination_kw ? reduced_kw / nomination_kw : null;
  return (
    <>
      <td>
        {share !== null && nomination_kw && (
          <div className={classes.bar} role="img" aria-label={text.ofNomination(share, nomination_kw)}>
            <i style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
          </div>
        )}
      </td>
      <td className={classes.number}>
        {formatNumber(reduced_kw, Math.min(1, decimalsFor(reduced_kw)))}
        {nomination_kw !== null && <span className={classes.muted}> {text.ofKw(nomination_kw)}</span>}
      </td>
      <td className={classes.number}>
        {formatDollars(settled ? settled.credit : creditDollars(event.saved_wh, factor))}
        {settled && <div className={classes.muted}>{text.settled}</div>}
      </td>
    </>
  );
}

interface EventRowProps {
  event: ResponseEvent;
  settled: SettledLine | undefined;
  factor: string;
  zone: Zone;
  onZoom: () => void;
}

function EventRow({ event, settled, factor, zone, onZoom }: EventRowProps) {
  const start = fromIso(event.start);
  return (
    <tr>
      <td>
        <Link to={`/events/${event.id}`} className={classes.date} aria-label={text.openEvent(event, zone)}>
          {formatDate(start, 'weekday', zone)}
        </Link>
        <div className={classes.muted}>{formatSpan(start, fromIso(event.end), zone)}</div>
      </td>
      <Result event={event} settled={settled} factor={factor} />
      <td className={classes.number}>
        <IconButton label={text.zoomToEvent(event, zone)} onClick={onZoom}>
          <IconZoomIn size={17} aria-hidden />
        </IconButton>
      </td>
    </tr>
  );
}

function saying(events: ResponseEvent[]): string {
  const measured = events.filter((event) => event.reduced_kw !== null);
  if (measured.length === 0) return events.length > 0 ? text.eventsUpcoming : text.eventsNone;
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const shares = measured.flatMap(({ reduced_kw, nomination_kw }) => (nomination_kw && reduced_kw !== null ? [reduced_kw / nomination_kw] : []));
  return text.eventsSay(mean(measured.map((event) => event.reduced_kw ?? 0)), shares.length > 0 ? mean(shares) : null);
}

export function EventsCard({ page, data, change }: EventsCardProps) {
  const [showsAll, setShowsAll] = useState(false);
  const { events } = data;
  const listed = showsAll ? events : events.slice(0, SHORT_LIST);
  const settled = useSettled(data.meter.id, listed);
  const zoom = (event: ResponseEvent): void => {
    change({ zoom: [fromIso(event.start) - BEFORE_SECONDS, fromIso(event.end) + AFTER_SECONDS] });
  };
  return (
    <Card title={text.events} say={saying(events)}>
      {events.length > 0 && (
        <table className={`${classes.table} ${classes.events}`}>
          <thead>
            <tr>
              <th scope="col">{text.eventColumn}</th>
              <th scope="col">{text.reducedColumn}</th>
              <th scope="col" className={classes.number}>{text.kwColumn}</th>
              <th scope="col" className={classes.number}>{text.creditColumn}</th>
              <th scope="col"><span className="visually-hidden">{text.zoomColumn}</span></th>
            </tr>
          </thead>
          <tbody>
            {listed.map((event) => (
              <EventRow
                key={event.id}
                event={event}
                settled={settled.get(event.id)}
                factor={data.totals.credit_factor_dollars_per_kwh}
                zone={page.zone}
                onZoom={() => {
                  zoom(event);
                }}
              />
            ))}
          </tbody>
        </table>
      )}
      {events.length > SHORT_LIST && (
        <div className={classes.below}>
          <Button
            onClick={() => {
              setShowsAll(!showsAll);
            }}
          >
            {showsAll ? text.fewerEvents : text.allEvents(events.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}
