import { Link } from 'react-router-dom';
import type { Column, Filter } from '@/components/list';
import { pageClasses } from '@/components/Page';
import { Pill } from '@/components/Pill';
import { formatDollars, formatMeterNumber } from '@/lib/format';
import type { Line } from '../api';
import classes from '../Settlements.module.css';
import { cell, isIndistinct, resultOf } from '../lib/result';
import { text } from '../text';

const KINDS = { settled: 'good', opted_out: 'plain', incomplete: 'warn' } as const;

export const FILTERS: readonly Filter[] = [
  { name: 'status', label: text.status, options: (['settled', 'opted_out', 'incomplete'] as const).map((value) => ({ value, text: text.statuses[value] })) },
];

export const columnsOf = (id: number, isStaff: boolean): Column<Line>[] => [
  {
    key: 'meter',
    title: text.meter,
    sort: 'meter',
    isName: true,
    render: (line) => (
      <>
        <Link to={`/settlements/${id}/lines/${line.meter_id}`} aria-label={text.howComputedOf(line.meter_id)}>
          {formatMeterNumber(line.meter_id)}
        </Link>
        <span className={`${pageClasses.muted} ${classes.label}`}>{line.label}</span>
      </>
    ),
  },
  ...(isStaff ? [{ key: 'customer', title: text.customer, sort: 'customer', render: (line: Line) => line.customer }] : []),
  { key: 'status', title: text.status, sort: 'status', render: (line) => <Pill kind={KINDS[line.status]}>{text.statuses[line.status]}</Pill> },
  { key: 'nomination', title: text.nomination, sort: 'nomination', isNumber: true, isLatestFirst: true, render: (line) => cell(line.nomination_kw) },
  { key: 'baseline', title: text.baseline, isNumber: true, render: (line) => cell(line.baseline_kwh) },
  { key: 'metered', title: text.metered, isNumber: true, render: (line) => cell(line.metered_kwh) },
  {
    key: 'performance',
    title: text.performance,
    sort: 'performance',
    isNumber: true,
    isLatestFirst: true,
    render: (line) => (
      <>
        {resultOf(line)?.reduction.replace(/ kW$/, '') ?? text.none}
        {isIndistinct(line) && <span className={`${pageClasses.help} ${classes.note}`}>{text.indistinct.split(':')[0]}</span>}
      </>
    ),
  },
  { key: 'credit', title: text.creditColumn, sort: 'paid', isNumber: true, isLatestFirst: true, render: (line) => formatDollars(line.credit) },
  ...(isStaff ? [{ key: 'saving', title: text.savingColumn, isNumber: true, render: (line: Line) => formatDollars(line.provider_saving) }] : []),
];
