import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { Column, Filter } from '@/components/list';
import { Pill } from '@/components/Pill';
import { roleName } from '@/lib/roles';
import classes from '../Admin.module.css';
import type { Person } from './api';
import { nameOf, ROLES, STATUSES, text } from './text';

export const FILTERS: readonly Filter[] = [
  { name: 'role', label: text.role, options: ROLES },
  { name: 'status', label: text.status, options: STATUSES },
  { name: 'locked', label: text.locked, options: text.onlyLocked },
  { name: 'organization_id', label: text.organisationNumber, type: 'number' },
];

const KINDS = { approved: 'good', pending: 'warn', rejected: 'bad' } as const;

interface Moments {
  day: (iso: string | null) => string;
  time: (iso: string | null) => string;
}

export const columnsOf = ({ day, time }: Moments, actions: (person: Person) => ReactNode): Column<Person>[] => [
  {
    key: 'name',
    title: text.name,
    sort: 'name',
    isName: true,
    render: (person) => (
      <>
        {nameOf(person)}
        <div className={`${classes.muted ?? ''} ${classes.mail ?? ''}`}>{person.email}</div>
      </>
    ),
  },
  {
    key: 'organisation',
    title: text.organisation,
    sort: 'organisation',
    render: ({ organisation }) =>
      organisation ? <Link to={`/organisation?organisation=${organisation.id}`}>{organisation.name}</Link> : text.noOrganisation,
  },
  { key: 'role', title: text.role, render: (person) => roleName(person.role) },
  {
    key: 'status',
    title: text.status,
    sort: 'status',
    render: (person) => (
      <>
        <Pill kind={KINDS[person.status]}>{text.statuses[person.status]}</Pill> {person.is_locked && <Pill kind="bad">{text.isLocked}</Pill>}
        {person.has_second_factor && <div className={classes.muted}>{text.hasFactor}</div>}
        {person.must_change_password && <div className={classes.muted}>{text.mustChange}</div>}
      </>
    ),
  },
  { key: 'last_seen', title: text.lastSeen, sort: 'last_seen', isLatestFirst: true, render: (person) => time(person.last_seen) || text.never },
  { key: 'created', title: text.created, sort: 'created', isLatestFirst: true, render: (person) => day(person.created) },
  { key: 'actions', title: text.actions, render: actions },
];
