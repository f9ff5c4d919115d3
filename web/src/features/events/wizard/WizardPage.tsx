import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';
import { usePortal, zoneOf } from '@/api/portal';
import { ButtonLink } from '@/components/Button';
import { Notice, ProblemNotice } from '@/components/Notice';
import { PageHead, pageClasses } from '@/components/Page';
import { Skeleton } from '@/components/Skeleton';
import { useNow } from '@/lib/hooks';
import { eventQuery, programsQuery } from '../api';
import { text as events } from '../text';
import { text } from './text';
import { newWish, wishOf } from './wish';
import { Wizard } from './Wizard';

/** A new event, or a draft that is changed. */
export default function WizardPage() {
  const id = Number(useParams().id);
  const isNew = Number.isNaN(id);
  const portal = usePortal();
  const programs = useQuery(programsQuery);
  const event = useQuery({ ...eventQuery(id), enabled: !isNew, refetchInterval: false });
  const zone = portal.data && zoneOf(portal.data.time_zone);
  const now = useNow();
  const draft = event.data;
  const list = programs.data?.programs;
  const error = programs.error ?? event.error;
  const isReady = list && zone && (isNew || draft);
  const hasProgram = list?.some(({ archived }) => archived === null);
  return (
    <div className={pageClasses.stack}>
      <PageHead title={draft && !isNew ? text.titleEdit(draft.name) : text.titleNew} crumbs={[{ to: '/events', word: events.title }]} />
      {error && <ProblemNotice error={error} />}
      {!isReady && !error && (
        <div role="status" aria-label={events.loading}>
          <Skeleton height={320} />
        </div>
      )}
      {isNew && list && !hasProgram && (
        <Notice kind="info" action={<ButtonLink to="/programs">{text.toPrograms}</ButtonLink>}>
          <strong>{text.noPrograms}</strong>
          <p>{text.noProgramsDetail}</p>
        </Notice>
      )}
      {draft && draft.state !== 'draft' && (
        <Notice kind="info" action={<ButtonLink to={`/events/${id}`}>{draft.name}</ButtonLink>}>
          {text.scheduledAlready}
        </Notice>
      )}
      {isReady && (isNew ? hasProgram : draft?.state === 'draft') && (
        <Wizard
          key={isNew ? 'new' : id}
          initial={draft && !isNew ? wishOf(draft) : newWish(zone.dayOf(now))}
          event={isNew ? undefined : draft}
          programs={list}
          zone={zone}
        />
      )}
    </div>
  );
}
