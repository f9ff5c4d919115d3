import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import { usePortal, zoneOf } from '@/api/portal';
import { api, unwrap } from '@/api/client';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Field } from '@/components/Field';
import { Notice, ProblemNotice } from '@/components/Notice';
import { Figures, PageHead, pageClasses } from '@/components/Page';
import { SectionTabs } from '@/components/SectionTabs';
import { Skeleton } from '@/components/Skeleton';
import { formatDollars, formatNumber } from '@/lib/format';
import { useNow } from '@/lib/hooks';
import type { Zone } from '@/lib/time';
import { seasonQuery, type Season } from './api';
import { SeasonChart } from './components/SeasonChart';
import { netOf, SeasonTable } from './components/SeasonTable';
import { daysIn, rangeOf, type Days } from './lib/season';
import classes from './Settlements.module.css';
import { text } from './text';

function Range({ days, onChange }: { days: Days; onChange: (days: Days) => void }) {
  const [typed, setTyped] = useState(days);
  const [isWrong, setIsWrong] = useState(false);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const isBackwards = typed.first === '' || typed.last < typed.first;
    setIsWrong(isBackwards);
    if (!isBackwards) onChange(typed);
  };
  return (
    <form className={classes.range} onSubmit={submit} noValidate>
      <Field label={text.from} type="date" value={typed.first} onChange={(event) => { setTyped({ ...typed, first: event.target.value }); }} />
      <Field label={text.to} type="date" value={typed.last} error={isWrong ? text.rangeWrong : undefined} onChange={(event) => { setTyped({ ...typed, last: event.target.value }); }} />
      <Button type="submit">{text.show}</Button>
    </form>
  );
}

function Sums({ season }: { season: Season }) {
  const { totals, events } = season;
  return (
    <Figures
      figures={[
        { name: text.credit, value: formatDollars(totals.credit) },
        { name: text.saving, value: formatDollars(totals.provider_saving) },
        { name: text.net, value: formatDollars(netOf(totals)), say: text.netSay },
        { name: text.events, value: formatNumber(events.length) },
      ]}
    />
  );
}

function Content({ season, program, zone }: { season: Season; program: number; zone: Zone }) {
  const isEmpty = season.events.length === 0;
  return (
    <>
      {season.open_events > 0 && (
        <Notice kind="info" action={<Link to={`/events?state=done&program_id=${program}`}>{text.toOpen}</Link>}>
          {text.openEvents(season.open_events)}
        </Notice>
      )}
      <Card title={isEmpty ? text.seasonEmpty : text.chart} say={isEmpty ? text.seasonEmptyDetail : undefined}>
        {!isEmpty && (
          <>
            <Sums season={season} />
            <SeasonChart season={season} zone={zone} />
            <SeasonTable season={season} zone={zone} />
          </>
        )}
      </Card>
    </>
  );
}

/** What a programme paid against what it avoided; the days are part of the address. */
export default function SeasonPage() {
  const id = Number(useParams().id);
  const portal = usePortal();
  const [params, setParams] = useSearchParams();
  const zone = zoneOf(portal.data?.time_zone ?? 'UTC');
  const days = daysIn(params, zone.dayOf(useNow(60)));
  const { from, to } = rangeOf(days);
  const isKnown = portal.data !== undefined;
  const season = useQuery({ ...seasonQuery(id, from, to), enabled: isKnown });
  const program = useQuery({
    queryKey: ['mine', 'program', id],
    queryFn: ({ signal }) => unwrap(api.GET('/api/programs/{program_id}', { params: { path: { program_id: id } }, signal })),
  });
  const name = program.data?.name ?? '';
  return (
    <div className={pageClasses.stack}>
      <SectionTabs current="programs" />
      <PageHead
        title={text.season(name)}
        lead={text.seasonLead}
        crumbs={[
          { to: '/programs', word: text.programs },
          { to: `/programs/${id}`, word: name },
        ]}
      />
      {isKnown && <Range key={`${days.first} ${days.last}`} days={days} onChange={({ first, last }) => { setParams({ from: first, to: last }); }} />}
      {season.isError && <ProblemNotice error={season.error} onRetry={() => void season.refetch()} />}
      {season.isPending && (
        <div role="status" aria-label={text.loading}>
          <Skeleton height={420} />
        </div>
      )}
      {season.data && <Content season={season.data} program={id} zone={zone} />}
    </div>
  );
}
