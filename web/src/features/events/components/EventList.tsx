import { useMemo } from 'react';
import { Link } from 'react-router-dom';
import { useQuery } from '@tanstack/react-query';
import { ButtonLink } from '@/components/Button';
import { ServerList, type Column, type Filter } from '@/components/list';
import { formatPlain } from '@/lib/format';
import type { Zone } from '@/lib/time';
import { ADDRESS, LIST, loadEvents, programsQuery, type EventRow, type EventState } from '../api';
import classes from '../Events.module.css';
import { whenWords } from '../lib/span';
import { text } from '../text';
import { StatePill } from './StatePill';

const stateOptions = (isStaff: boolean) =>
  (Object.entries(text.states) as [EventState, string][])
    .filter(([state]) => isStaff || state !== 'draft')
    .map(([value, words]) => ({ value, text: words }));

const STATE_OF_MEMBERS: readonly Filter[] = [{ name: 'state', label: text.state, options: stateOptions(false) }];

/** The provider may narrow the list to one programme too. */
function useFilters(isStaff: boolean): readonly Filter[] {
  const programs = useQuery({ ...programsQuery, enabled: isStaff });
  return useMemo(() => {
    if (!isStaff) return STATE_OF_MEMBERS;
    const options = (programs.data?.programs ?? []).map(({ id, name }) => ({ value: String(id), text: name }));
    return [
      { name: 'state', label: text.state, options: stateOptions(true) },
      { name: 'program_id', label: text.program, options },
    ];
  }, [isStaff, programs.data]);
}

function columnsOf(zone: Zone, isStaff: boolean): Column<EventRow>[] {
  return [
    {
      key: 'name',
      title: text.name,
      sort: 'name',
      isName: true,
      render: (event) => (
        <>
          <Link to={`/events/${event.id}`}>{event.name}</Link>
          {event.kind === 'test' && <span className={classes.test}>{text.test}</span>}
        </>
      ),
    },
    { key: 'start', title: text.when, sort: 'start', isLatestFirst: true, render: (event) => whenWords(event, zone) },
    { key: 'state', title: text.state, sort: 'state', render: (event) => <StatePill state={event.state} /> },
    ...(isStaff ? [{ key: 'program', title: text.program, render: (event: EventRow) => event.program?.name ?? text.noProgram }] : []),
    { key: 'meters', title: isStaff ? text.meters : text.ownMeters, isNumber: true, render: (event) => text.called(event.meters, event.opted_out) },
    { key: 'nominated', title: text.nominated, isNumber: true, render: (event) => `${formatPlain(event.nominated_kw)} kW` },
  ];
}

export function EventList({ zone, isStaff, mayManage }: { zone: Zone; isStaff: boolean; mayManage: boolean }) {
  const columns = useMemo(() => columnsOf(zone, isStaff), [zone, isStaff]);
  const filters = useFilters(isStaff);
  return (
    <ServerList
      name={LIST}
      caption={text.caption}
      address={ADDRESS}
      load={loadEvents}
      columns={columns}
      filters={filters}
      searchLabel={text.find}
      rowKey={(event) => event.id}
      rowName={(event) => event.name}
      empty={{
        title: text.empty,
        detail: isStaff ? text.emptyProvider : text.emptyMember,
        action: mayManage && (
          <ButtonLink to="/events/new" isPrimary>
            {text.create}
          </ButtonLink>
        ),
      }}
    />
  );
}
