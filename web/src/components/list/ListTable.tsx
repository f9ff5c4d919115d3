import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react';
import type { Key } from 'react';
import type { Column } from './types';
import classes from './List.module.css';
import { text } from './text';

interface HeadProps<Row> {
  column: Column<Row>;
  sort: string;
  onSort: (sort: string) => void;
}

function HeadCell<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const className = column.isNumber ? classes.number : undefined;
  const name = column.sort;
  if (!name) {
    return (
      <th scope="col" className={className}>
        {column.title}
      </th>
    );
  }
  const isUp = sort === name;
  const isDown = sort === `-${name}`;
  const Icon = isUp ? IconArrowUp : isDown ? IconArrowDown : IconArrowsSort;
  const next = isUp ? `-${name}` : isDown ? name : `${column.isLatestFirst ? '-' : ''}${name}`;
  return (
    <th scope="col" className={className} aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}>
      <button
        type="button"
        className={classes.sort}
        onClick={() => {
          onSort(next);
        }}
      >
        {column.title}
        <Icon size={14} aria-hidden className={isUp || isDown ? undefined : classes.faint} />
      </button>
    </th>
  );
}

export interface Selection {
  keys: ReadonlySet<Key>;
  toggle: (key: Key) => void;
  toggleAll: () => void;
}

interface ListTableProps<Row> {
  caption: string;
  rows: Row[];
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => Key;
  rowName: (row: Row) => string;
  sort: string;
  onSort: (sort: string) => void;
  isCompact: boolean;
  isStale: boolean;
  selection?: Selection;
}

export function ListTable<Row>({ caption, rows, columns, rowKey, rowName, sort, onSort, isCompact, isStale, selection }: ListTableProps<Row>) {
  const isAllSelected = rows.length > 0 && rows.every((row) => selection?.keys.has(rowKey(row)));
  return (
    <table className={`${classes.table} ${isCompact ? classes.compact : ''}`} aria-busy={isStale}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {selection && (
            <th scope="col" className={classes.check}>
              <input type="checkbox" aria-label={text.selectAll} checked={isAllSelected} onChange={selection.toggleAll} />
            </th>
          )}
          {columns.map((column) => (
            <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} data-selected={selection?.keys.has(rowKey(row)) || undefined}>
            {selection && (
              <td className={classes.check}>
                <input
                  type="checkbox"
                  aria-label={text.selectRow(rowName(row))}
                  checked={selection.keys.has(rowKey(row))}
                  onChange={() => {
                    selection.toggle(rowKey(row));
                  }}
                />
              </td>
            )}
            {columns.map((column) =>
              column.isName ? (
                <th key={column.key} scope="row">
                  {column.render(row)}
                </th>
              ) : (
                <td key={column.key} className={column.isNumber ? classes.number : undefined} data-label={column.title}>
                  {column.render(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
