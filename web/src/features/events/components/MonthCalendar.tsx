import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { Button, IconButton } from '@/components/Button';
import { Notice, ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { formatDate, formatSpan } from '@/lib/format';
import { useIsPhone, useNow } from '@/lib/hooks';
import { addMonths, fromIso, type LocalDay, type Zone } from '@/lib/time';
import { monthQuery, type EventRow } from '../api';
import classes from '../Events.module.css';
import { eventsByDay, monthIn, otherMonth, weeksOf } from '../lib/calendar';
import { text } from '../text';

const NOON = 12 * 3600;

function Mark({ event, zone }: { event: EventRow; zone: Zone }) {
  return (
    <li>
      <Link to={`/events/${event.id}`} className={`${classes.mark} ${event.state === 'cancelled' ? classes.cancelled : ''}`}>
        <span>{event.name}</span>
        <small>
          {formatSpan(fromIso(event.start), fromIso(event.end), zone)} · {text.states[event.state]}
        </small>
      </Link>
    </li>
  );
}

interface MonthProps {
  first: LocalDay;
  today: LocalDay;
  byDay: Map<LocalDay, EventRow[]>;
  zone: Zone;
  title: string;
}

function MonthTable({ first, today, byDay, zone, title }: MonthProps) {
  const weeks = weeksOf(first);
  return (
    <table className={classes.calendar}>
      <caption className="visually-hidden">{title}</caption>
      <thead>
        <tr>
          {weeks[0]?.map(({ day }) => (
            <th key={day} scope="col">
              {formatDate(zone.startOf(day) + NOON, 'weekday', zone).slice(0, 3)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]?.day}>
            {week.map(({ day, isInMonth }) => (
              <td key={day} className={`${isInMonth ? '' : classes.outside} ${day === today ? classes.today : ''}`} aria-current={day === today ? 'date' : undefined}>
                <time dateTime={day} className={classes.day}>
                  {Number(day.slice(8))}
                  {day === today && <span className="visually-hidden"> {text.today}</span>}
                </time>
                <ul className={classes.marks}>
                  {(byDay.get(day) ?? []).map((event) => (
                    <Mark key={event.id} event={event} zone={zone} />
                  ))}
                </ul>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a phone has room for: the days that have something. */
function Agenda({ first, byDay, zone }: Pick<MonthProps, 'first' | 'byDay' | 'zone'>) {
  const days = [...byDay.keys()].filter((day) => day.startsWith(first.slice(0, 7))).sort();
  return (
    <ul className={classes.agenda}>
      {days.map((day) => (
        <li key={day}>
          <h3>{formatDate(zone.startOf(day) + NOON, 'weekday', zone)}</h3>
          <ul className={classes.marks}>
            {(byDay.get(day) ?? []).map((event) => (
              <Mark key={event.id} event={event} zone={zone} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** One month of events; the month is part of the address. */
export function MonthCalendar({ zone }: { zone: Zone }) {
  const [params, setParams] = useSearchParams();
  const isPhone = useIsPhone();
  const heading = useId();
  const today = zone.dayOf(useNow(60));
  const first = monthIn(params.get('month'), today);
  const month = useQuery(monthQuery(first, addMonths(first, 1)));
  const rows = month.data?.rows ?? [];
  const byDay = eventsByDay(rows, zone);
  const title = formatDate(zone.startOf(first) + NOON, 'monthYear', zone);
  const go = (to: string): void => {
    setParams((now) => {
      const next = new URLSearchParams(now);
      next.set('month', to);
      return next;
    });
  };
  return (
    <section className={pageClasses.stack} aria-labelledby={heading} aria-busy={month.isPending}>
      <div className={classes.month}>
        <IconButton label={text.previousMonth} onClick={() => { go(otherMonth(first, -1)); }}>
          <IconChevronLeft size={18} aria-hidden />
        </IconButton>
        <h2 id={heading} aria-live="polite">
          {title}
        </h2>
        <IconButton label={text.nextMonth} onClick={() => { go(otherMonth(first, 1)); }}>
          <IconChevronRight size={18} aria-hidden />
        </IconButton>
        <Button onClick={() => { go(today.slice(0, 7)); }}>{text.thisMonth}</Button>
      </div>
      {month.isError && <ProblemNotice error={month.error} onRetry={() => void month.refetch()} />}
      {month.data && rows.length < month.data.total && <Notice kind="info">{text.moreThanShown}</Notice>}
      {month.data && rows.length === 0 && <p className={pageClasses.muted}>{text.noneInMonth}</p>}
      {isPhone ? <Agenda first={first} byDay={byDay} zone={zone} /> : <MonthTable first={first} today={today} byDay={byDay} zone={zone} title={text.month(title)} />}
    </section>
  );
}
