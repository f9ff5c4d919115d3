import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { useParams, useSearchParams } from 'react-router-dom';
import { usePortal, zoneOf } from '@/api/portal';
import { toProblem } from '@/api/problem';
import { useMay } from '@/api/useMay';
import { Notice, ProblemNotice } from '@/components/Notice';
import { PageHead, pageClasses } from '@/components/Page';
import { Skeleton } from '@/components/Skeleton';
import { Tabs } from '@/components/Tabs';
import type { Zone } from '@/lib/time';
import { eventQuery, type EventDetails } from './api';
import { Board } from './board/Board';
import { About } from './components/About';
import { Acknowledgement } from './components/Acknowledgement';
import { EventActions } from './components/EventActions';
import { Notices } from './components/Notices';
import { OptOuts } from './components/OptOuts';
import { OwnMeters } from './components/OwnMeters';
import { Steps } from './components/Steps';
import { whenWords } from './lib/span';
import { text } from './text';

/** What another part of the portal shows of an event; the address says which one. */
type Settlement = ComponentType<{ event: EventDetails; zone: Zone; mayManage: boolean; isStaff: boolean }>;

const HAS_BOARD: ReadonlySet<EventDetails['state']> = new Set(['notified', 'active', 'done']);
const IS_OVER: ReadonlySet<EventDetails['state']> = new Set(['done', 'settled']);

interface ContentProps {
  event: EventDetails;
  zone: Zone;
  Settlement: Settlement;
}

/** Each view has a list of its own, and the address is one list's. */
function Views({ event, zone, Settlement }: ContentProps) {
  const { isStaff, mayManage } = useMay();
  const [params] = useSearchParams();
  const isNotices = isStaff && params.get('view') === 'notices';
  const at = `/events/${event.id}`;
  return (
    <>
      {isStaff && event.state !== 'draft' && (
        <Tabs
          label={text.viewsOfEvent}
          tabs={[
            { to: at, title: text.overview, isCurrent: !isNotices },
            { to: `${at}?view=notices`, title: text.noticesTitle, isCurrent: isNotices },
          ]}
        />
      )}
      {isNotices && <Notices id={event.id} zone={zone} />}
      {!isNotices && HAS_BOARD.has(event.state) && event.program && <Board event={event} zone={zone} />}
      {!isNotices && IS_OVER.has(event.state) && event.program && (
        <Settlement event={event} zone={zone} mayManage={mayManage} isStaff={isStaff} />
      )}
      {!isNotices && event.own_meters.length > 0 && event.state !== 'cancelled' && <OwnMeters event={event} zone={zone} />}
      {!isNotices && <About event={event} zone={zone} />}
      {!isNotices && isStaff && event.state !== 'draft' && <OptOuts event={event} zone={zone} />}
    </>
  );
}

function Content(props: ContentProps) {
  const { event, zone } = props;
  const { mayManage } = useMay();
  const isTest = event.kind === 'test' ? `${text.test} · ` : '';
  return (
    <>
      <PageHead
        title={event.name}
        lead={`${isTest}${whenWords(event, zone)}. ${text.zone(zone.city)}`}
        crumbs={[{ to: '/events', word: text.title }]}
        actions={mayManage && <EventActions event={event} />}
      />
      {event.state === 'cancelled' ? <Notice kind="bad" role="note">{text.cancelledBecause(event.cancel_reason)}</Notice> : <Steps event={event} />}
      <Acknowledgement event={event} />
      <Views {...props} />
    </>
  );
}

/** One event: where it stands, how it goes, what came of it. */
export default function EventPage({ Settlement }: { Settlement: Settlement }) {
  const id = Number(useParams().id);
  const portal = usePortal();
  const event = useQuery({ ...eventQuery(id), enabled: Number.isSafeInteger(id) && id > 0 });
  const zone = portal.data && zoneOf(portal.data.time_zone);
  const isMissing = !Number.isSafeInteger(id) || id < 1 || (event.isError && toProblem(event.error).status === 404);
  return (
    <div className={pageClasses.stack}>
      {isMissing && <PageHead title={text.noSuch} crumbs={[{ to: '/events', word: text.title }]} />}
      {!isMissing && event.isError && (
        <>
          <PageHead title={text.title} />
          <ProblemNotice error={event.error} onRetry={() => void event.refetch()} />
        </>
      )}
      {!isMissing && event.isPending && (
        <div role="status" aria-label={text.loading}>
          <Skeleton height={420} />
        </div>
      )}
      {event.data && zone && <Content event={event.data} zone={zone} Settlement={Settlement} />}
    </div>
  );
}
