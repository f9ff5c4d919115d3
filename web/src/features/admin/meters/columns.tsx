import type { ReactNode } from 'react';
import type { Column, Filter } from '@/components/list';
import { Pill } from '@/components/Pill';
import { formatAge, formatDate } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import classes from '../Admin.module.css';
import type { MeterRow } from './api';
import { text } from './text';

const flag = (yes: string, no: string) =>
  [
    { value: 'true', text: yes },
    { value: 'false', text: no },
  ] as const;

export const FILTERS: readonly Filter[] = [
  { name: 'assigned', label: text.assigned, options: flag(text.assignedYes, text.assignedNo) },
  { name: 'organization_id', label: text.organisation, type: 'number' },
  { name: 'retired', label: text.retiredFilter, options: flag(text.yes, text.no) },
  { name: 'placed', label: text.placed, options: flag(text.placedYes, text.placedNo) },
  { name: 'silent_days', label: text.silent, options: [1, 7, 30, 365].map((days) => ({ value: String(days), text: text.days(days) })) },
];

function Owner({ row }: { row: MeterRow }) {
  if (row.organisation) return row.organisation.name;
  if (!row.resident) return <span className={classes.muted}>{text.nobody}</span>;
  return (
    <>
      {row.resident} <span className={classes.muted}>{text.resident}</span>
    </>
  );
}

function LastReading({ row, zone }: { row: MeterRow; zone: Zone | undefined }) {
  if (!row.last_reading) return <span className={classes.muted}>{text.never}</span>;
  const seconds = fromIso(row.last_reading);
  return <span title={zone && `${formatDate(seconds, 'dayYear', zone)}, ${formatDate(seconds, 'time', zone)}`}>{formatAge(Date.now() / 1000 - seconds)}</span>;
}

export const columnsOf = (zone: Zone | undefined, actions: (row: MeterRow) => ReactNode): Column<MeterRow>[] => [
  { key: 'id', title: text.number, sort: 'number', isName: true, render: (row) => row.id },
  {
    key: 'label',
    title: text.label,
    sort: 'label',
    render: (row) => (
      <>
        {row.label}
        {row.address && <div className={classes.muted}>{row.address}</div>}
      </>
    ),
  },
  { key: 'owner', title: text.owner, sort: 'organisation', render: (row) => <Owner row={row} /> },
  { key: 'last', title: text.lastReading, sort: 'last_reading', isLatestFirst: true, render: (row) => <LastReading row={row} zone={zone} /> },
  { key: 'state', title: text.state, render: (row) => (row.retired ? <Pill kind="warn">{text.retired}</Pill> : <Pill kind="good">{text.inUse}</Pill>) },
  { key: 'actions', title: text.actions, render: actions },
];
