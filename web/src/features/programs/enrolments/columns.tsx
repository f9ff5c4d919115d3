import type { Column, Filter } from '@/components/list';
import { pageClasses } from '@/components/Page';
import { Pill } from '@/components/Pill';
import { formatDate, formatMeterNumber } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import type { Enrolment } from '../api';
import { text } from './text';

const KINDS = { active: 'good', future: 'plain', ended: 'warn' } as const;

export const FILTERS: readonly Filter[] = [
  { name: 'state', label: text.state, options: (['active', 'future', 'ended'] as const).map((value) => ({ value, text: text.states[value] })) },
  { name: 'organization_id', label: text.organisation, type: 'number' },
];

type Act = (what: 'change' | 'end', row: Enrolment) => void;

export function columnsOf(zone: Zone, act?: Act): Column<Enrolment>[] {
  const day = (iso: string): string => formatDate(fromIso(iso), 'dayYear', zone);
  const columns: Column<Enrolment>[] = [
    {
      key: 'meter',
      title: text.meter,
      sort: 'meter',
      isName: true,
      render: (row) => (
        <>
          {formatMeterNumber(row.meter)} <span className={pageClasses.muted}>{row.label}</span>
        </>
      ),
    },
    { key: 'holder', title: text.holder, sort: 'organisation', render: (row) => row.holder },
    { key: 'nomination', title: text.nomination, sort: 'nomination', isNumber: true, isLatestFirst: true, render: (row) => text.kw(row.nomination_kw, row.firm_service_level_kw) },
    { key: 'from', title: text.from, sort: 'from', isLatestFirst: true, render: (row) => day(row.from) },
    { key: 'to', title: text.to, render: (row) => (row.to ? day(row.to) : text.forever) },
    { key: 'contact', title: text.contact, render: (row) => [row.contact_name, row.contact_email].filter(Boolean).join(', ') },
    { key: 'state', title: text.state, render: (row) => <Pill kind={KINDS[row.state]}>{text.states[row.state]}</Pill> },
  ];
  if (!act) return columns;
  const actions = (row: Enrolment) =>
    row.state === 'ended' ? null : (
      <span className={pageClasses.rowActions}>
        <button type="button" className={pageClasses.link} aria-label={text.changeOf(row.meter)} onClick={() => { act('change', row); }}>
          {text.change}
        </button>
        <button type="button" className={pageClasses.link} aria-label={text.endOf(row.meter)} onClick={() => { act('end', row); }}>
          {text.end}
        </button>
      </span>
    );
  return [...columns, { key: 'actions', title: text.actions, render: actions }];
}
