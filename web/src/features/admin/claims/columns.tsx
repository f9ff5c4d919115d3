import type { Column, Filter } from '@/components/list';
import { Pill } from '@/components/Pill';
import { formatDate } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import classes from '../Admin.module.css';
import type { Claim, ClaimKind } from './api';
import { text } from './text';

const KINDS = { open: 'plain', used: 'good', revoked: 'bad' } as const;
const STATES = ['open', 'used', 'revoked'] as const;
const STATE: Filter = { name: 'state', label: text.state, options: STATES.map((value) => ({ value, text: text.states[value] })) };

export const FILTERS: Record<ClaimKind, readonly Filter[]> = {
  meter: [
    STATE,
    {
      name: 'assigned',
      label: text.assigned,
      options: [
        { value: 'true', text: text.yes },
        { value: 'false', text: text.no },
      ],
    },
    { name: 'organization_id', label: text.organisation, type: 'number' },
  ],
  organization: [STATE],
};

export const columnsOf = (zone: Zone | undefined): Column<Claim>[] => [
  { key: 'id', title: text.number, sort: 'number', isName: true, render: (row) => row.id },
  {
    key: 'name',
    title: text.name,
    sort: 'name',
    render: (row) => (
      <>
        {row.name}
        {row.address && <div className={classes.muted}>{row.address}</div>}
      </>
    ),
  },
  { key: 'state', title: text.state, render: (row) => <Pill kind={KINDS[row.state]}>{text.states[row.state]}</Pill> },
  { key: 'since', title: text.since, sort: 'since', isLatestFirst: true, render: (row) => (row.since && zone ? formatDate(fromIso(row.since), 'dayYear', zone) : '') },
];
