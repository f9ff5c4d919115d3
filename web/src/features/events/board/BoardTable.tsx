import { useMemo } from 'react';
import { Link } from 'react-router-dom';
import { ServerList, type Column } from '@/components/list';
import { pageClasses } from '@/components/Page';
import { decimalsFor, formatMeterNumber, formatQuantity, formatSigned } from '@/lib/format';
import { loadBoard, type BoardRow } from '../api';
import classes from './Board.module.css';
import { shortfallOf } from './lib';
import { text } from './text';
import { listOf } from './useBoard';

const shown = (kw: number | null): string => (kw === null ? text.nothingYet : formatQuantity(kw));

function Name({ row }: { row: BoardRow }) {
  return (
    <>
      <Link to={`/meters?meter=${row.meter}`}>{row.label || formatMeterNumber(row.meter)}</Link>
      {row.label && <span className={pageClasses.muted}> {formatMeterNumber(row.meter)}</span>}
      {row.is_opted_out && <span className={pageClasses.help}>{text.optedOut}</span>}
      {row.baseline_problem && <span className={pageClasses.help}>{row.baseline_problem}</span>}
    </>
  );
}

function Short({ row }: { row: BoardRow }) {
  const kw = row.is_opted_out ? null : shortfallOf(row);
  return <span className={kw ? classes.short : undefined}>{shown(kw)}</span>;
}

const COLUMNS: readonly Column<BoardRow>[] = [
  { key: 'meter', title: text.meter, sort: 'meter', isName: true, render: (row) => <Name row={row} /> },
  { key: 'holder', title: text.holder, sort: 'holder', render: (row) => row.holder || text.nothingYet },
  { key: 'nomination', title: text.nomination, sort: 'nomination', isNumber: true, isLatestFirst: true, render: (row) => shown(row.nomination_kw) },
  { key: 'baseline', title: text.baselineColumn, isNumber: true, render: (row) => shown(row.baseline_kw) },
  { key: 'actual', title: text.actualColumn, isNumber: true, render: (row) => shown(row.actual_kw) },
  {
    key: 'reduction',
    title: text.reductionColumn,
    sort: 'reduction',
    isNumber: true,
    render: ({ reduction_kw: kw }) => (kw === null ? text.nothingYet : formatSigned(kw, decimalsFor(kw))),
  },
  { key: 'share', title: text.share, sort: 'share', isNumber: true, render: (row) => <Short row={row} /> },
  { key: 'missing', title: text.readings, sort: 'missing', isNumber: true, isLatestFirst: true, render: (row) => text.readingsOf(row.missing, row.ended) },
];

/** Each meter against its nomination. */
export function BoardTable({ id }: { id: number }) {
  const load = useMemo(() => loadBoard(id), [id]);
  return (
    <div className={classes.part}>
      <h3>{text.rows}</h3>
      <ServerList
        name={listOf(id)}
        caption={text.rows}
        address={`/api/events/${id}/board`}
        load={load}
        columns={COLUMNS}
        searchLabel={text.find}
        rowKey={(row) => row.meter}
        rowName={(row) => row.meter}
        empty={{ title: text.rowsEmpty, detail: text.rowsEmptyDetail }}
      />
    </div>
  );
}
