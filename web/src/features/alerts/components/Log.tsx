import { useMemo } from 'react';
import { ServerList, type Column, type Filter } from '@/components/list';
import { Pill } from '@/components/Pill';
import { formatNumber, formatPlain } from '@/lib/format';
import { useMoments } from '@/lib/moments';
import { loadLog, type RaisedAlert } from '../api';
import { text } from '../text';

const PILLS = { held_back: 'plain', on_its_way: 'plain', told: 'good', failed: 'bad' } as const;
const THOUSAND = 1000;

function measured({ measured: value, unit }: RaisedAlert): string {
  if (value === null) return '';
  if (unit === 'W' || unit === 'Wh') return `${formatPlain(value / THOUSAND)} k${unit}`;
  if (unit === 'MB') return `${formatPlain(value / THOUSAND)} GB`;
  return `${formatNumber(value)}${unit === 'percent' ? ' %' : unit === 'hours' ? ' h' : ''}`;
}

const FILTERS: readonly Filter[] = [{ name: 'state', label: text.state, options: [{ value: 'lasting', text: text.states.lasting }] }];

const columnsOf = (time: (iso: string | null) => string): Column<RaisedAlert>[] => [
  { key: 'subject', title: text.subject, sort: 'subject', isName: true, render: (row) => row.subject },
  { key: 'kind', title: text.what, sort: 'kind', render: (row) => text.kinds[row.kind] },
  { key: 'measured', title: text.measured, isNumber: true, render: measured },
  { key: 'since', title: text.since, sort: 'raised', isLatestFirst: true, render: (row) => time(row.since) },
  { key: 'until', title: text.until, render: (row) => (row.until ? time(row.until) : <Pill kind="warn">{text.lasts}</Pill>) },
  { key: 'told', title: text.told, render: (row) => <Pill kind={PILLS[row.telling]}>{row.problem ?? text.telling[row.telling]}</Pill> },
];

/** What the rules have seen. */
export function Log() {
  const { time, zoneName } = useMoments();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `time` changes with the zone, and is another function each time
  const columns = useMemo(() => columnsOf(time), [zoneName]);
  return (
    <ServerList
      name="alert-log"
      caption={text.logCaption}
      address="/api/alerts/log"
      load={loadLog}
      columns={columns}
      filters={FILTERS}
      searchLabel={text.find}
      rowKey={(row) => row.id}
      rowName={(row) => row.subject}
      empty={{ title: text.logEmpty, detail: text.logEmptyDetail }}
    />
  );
}
