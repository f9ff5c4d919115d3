import { useQuery } from '@tanstack/react-query';
import { pageClasses } from '@/components/Page';
import { useNow } from '@/lib/hooks';
import { fromIso, toIso, type Zone } from '@/lib/time';
import { programsQuery, type EventDetails } from '../api';
import { momentWords } from '../lib/span';
import { text } from '../text';

const MINUTE = 60;

/** Who is told what, and when, once the event is scheduled with the terms in force. */
export function WhatGoesOut({ event, zone }: { event: EventDetails; zone: Zone }) {
  const programs = useQuery(programsQuery);
  const now = useNow();
  const terms = programs.data?.programs.find(({ id }) => id === event.program?.id)?.terms;
  if (!terms) return null;
  const start = fromIso(event.start);
  if (fromIso(event.end) <= now) return <p>{text.inThePast}</p>;
  const standby = start - terms.notice_lead_min * MINUTE;
  const deadline = start - terms.opt_out_deadline_min * MINUTE;
  const at = (utc: number): string => (utc <= now ? text.atOnce : momentWords(toIso(utc), zone));
  return (
    <>
      <p>{text.goesTo(event.meters, event.nominated_kw)}</p>
      <table className={pageClasses.table}>
        <caption className="visually-hidden">{text.whatGoesOut}</caption>
        <thead>
          <tr>
            <th scope="col">{text.noticeKind}</th>
            <th scope="col">{text.when}</th>
          </tr>
        </thead>
        <tbody>
          {[
            [text.standbyRow, at(standby)],
            [text.startRow, at(start)],
            [text.allClearRow, momentWords(event.end, zone)],
            [text.resultRow, text.afterSettlement],
          ].map(([what, when]) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{when}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{deadline <= now ? text.noOptOut : text.optOutEnds(momentWords(toIso(deadline), zone))}</p>
    </>
  );
}
