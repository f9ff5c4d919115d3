import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { PowerSeries, Unit, Value } from '@/components/charts/series';
import { formatDate, formatInterval, formatNumber, formatSigned } from '@/lib/format';
import { useIsPhone } from '@/lib/hooks';
import type { Zone } from '@/lib/time';
import { rowsOf, sortRows, type Column } from '../lib/table';
import { text } from '../text';
import classes from './ReadingsTable.module.css';

interface ReadingsTableProps {
  series: PowerSeries;
  unit: Unit;
  zone: Zone;
}

const ROW_HEIGHT = 34;
const WINDOW = 440;
const AHEAD = 12;
const PLACES = { kW: 2, kWh: 3 };

function Heading({ column, label, sort, onSort }: { column: Column; label: string; sort: [Column, boolean]; onSort: (column: Column) => void }) {
  const isSorted = sort[0] === column;
  const Icon = sort[1] ? IconArrowDown : IconArrowUp;
  return (
    <th scope="col" aria-sort={isSorted ? (sort[1] ? 'descending' : 'ascending') : undefined}>
      <button
        type="button"
        className={classes.sort}
        title={text.sortBy(label)}
        onClick={() => {
          onSort(column);
        }}
      >
        {label}
        {isSorted && <Icon size={14} aria-hidden />}
      </button>
    </th>
  );
}

/** The chart's twin in figures. Only the rows in sight are in the page, so a year is no heavier than a day. */
export default function ReadingsTable({ series, unit, zone }: ReadingsTableProps) {
  const [sort, setSort] = useState<[Column, boolean]>(['time', false]);
  const [top, setTop] = useState(0);
  const isPhone = useIsPhone();
  const rows = useMemo(() => sortRows(rowsOf(series, unit), sort[0], sort[1]), [series, unit, sort]);
  const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - AHEAD);
  const last = Math.min(rows.length, Math.ceil((top + WINDOW) / ROW_HEIGHT) + AHEAD);
  const onSort = (column: Column): void => {
    setSort(([now, isDescending]) => (now === column ? [column, !isDescending] : [column, column !== 'time']));
  };
  const cell = (value: Value, format = formatNumber) =>
    value === null ? <span className={classes.missing}>–</span> : format(value, PLACES[unit]);
  const when = (utc: number): string =>
    isPhone ? `${formatDate(utc, 'day', zone)}, ${formatDate(utc, 'time', zone)}` : formatInterval(utc, series.interval, zone);
  const heading = { sort, onSort };
  return (
    <>
      <div
        className={classes.scroll}
        role="region"
        aria-label={text.table}
        // A scrolling region must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={(event) => {
          setTop(event.currentTarget.scrollTop);
        }}
      >
        <table className={classes.table} aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              <Heading column="time" label={text.tableTime} {...heading} />
              <Heading column="actual" label={text.tableActual(unit)} {...heading} />
              <Heading column="predicted" label={text.tablePredicted(unit)} {...heading} />
              <Heading column="difference" label={text.tableDifference(unit)} {...heading} />
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr aria-hidden="true" style={{ height: first * ROW_HEIGHT }} />}
            {rows.slice(first, last).map((row, i) => (
              <tr key={row.time} aria-rowindex={first + i + 2}>
                <td>{when(row.time)}</td>
                <td>{cell(row.actual)}</td>
                <td>{cell(row.predicted)}</td>
                <td>{cell(row.difference, formatSigned)}</td>
              </tr>
            ))}
            {last < rows.length && <tr aria-hidden="true" style={{ height: (rows.length - last) * ROW_HEIGHT }} />}
          </tbody>
        </table>
      </div>
      <p className={classes.note}>{text.tableNote}</p>
    </>
  );
}
