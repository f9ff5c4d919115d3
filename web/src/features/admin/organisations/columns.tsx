import type { ReactNode } from 'react';
import type { Column, Filter } from '@/components/list';
import { Pill } from '@/components/Pill';
import { formatDate, formatNumber } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import classes from '../Admin.module.css';
import type { OrganisationRow } from './api';
import { text } from './text';

const YES_NO = [
  { value: 'yes', text: text.yes },
  { value: 'no', text: text.no },
] as const;

export const FILTERS: readonly Filter[] = [
  { name: 'has_members', label: text.hasMembers, options: YES_NO },
  { name: 'has_meters', label: text.hasMeters, options: YES_NO },
  { name: 'has_waiting', label: text.hasWaiting, options: YES_NO },
];

export const columnsOf = (zone: Zone | undefined, actions: (row: OrganisationRow) => ReactNode): Column<OrganisationRow>[] => [
  {
    key: 'name',
    title: text.name,
    sort: 'name',
    isName: true,
    render: (row) => (
      <>
        {row.name} {row.is_provider && <Pill kind="plain">{text.provider}</Pill>}
      </>
    ),
  },
  { key: 'id', title: text.number, isNumber: true, render: (row) => row.id },
  {
    key: 'members',
    title: text.members,
    sort: 'members',
    isLatestFirst: true,
    isNumber: true,
    render: (row) => (
      <span className={classes.count}>
        {row.waiting > 0 && <Pill kind="warn">{text.waiting(row.waiting)}</Pill>} {formatNumber(row.members)}
      </span>
    ),
  },
  { key: 'meters', title: text.meters, sort: 'meters', isLatestFirst: true, isNumber: true, render: (row) => formatNumber(row.meters) },
  { key: 'created', title: text.created, sort: 'created', isLatestFirst: true, render: (row) => (zone ? formatDate(fromIso(row.created), 'dayYear', zone) : '') },
  { key: 'actions', title: text.actions, render: actions },
];
