import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Key, ReactNode } from 'react';
import { ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import { ListTable } from './ListTable';
import { Chips, ListTools } from './ListTools';
import { Pager } from './Pager';
import type { Column, Empty, Filter, Page } from './types';
import { useDensity } from './useDensity';
import { csvAddress, queryOf, useListView } from './useListView';
import { useSelection } from './useSelection';
import classes from './List.module.css';
import { text } from './text';

const NO_FILTERS: readonly Filter[] = [];
const SKELETON_HEIGHT = 420;

interface ServerListProps<Row> {
  /** Names the list in the cache: `['mine', 'list', name]` renews it after a change. */
  name: string;
  /** What the list holds, for screen readers. */
  caption: string;
  /** Of the list endpoint, for the CSV. */
  address: string;
  load: (query: Record<string, string | number>, signal: AbortSignal) => Promise<Page<Row>>;
  columns: readonly Column<Row>[];
  /** A constant: not made anew at each drawing. */
  filters?: readonly Filter[];
  searchLabel?: string;
  rowKey: (row: Row) => Key;
  /** How a row is called in "Select …". */
  rowName: (row: Row) => string;
  /** Shown where the list has no row at all. */
  empty: Empty;
  /** Buttons for the chosen rows; with them each row has a checkbox. */
  bulk?: (rows: Row[], clear: () => void) => ReactNode;
}

/** A list that sorts, searches, filters and pages on the server; its view is the page's address. */
export function ServerList<Row>(props: ServerListProps<Row>) {
  const { name, caption, address, load, columns, filters = NO_FILTERS, searchLabel, rowKey, rowName, empty, bulk } = props;
  const { view, set, clear } = useListView(filters);
  const [density, setDensity] = useDensity();
  const query = queryOf(view);
  const list = useQuery({
    queryKey: ['mine', 'list', name, query],
    queryFn: ({ signal }) => load(query, signal),
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.rows ?? [];
  const chosen = useSelection(rows, rowKey);
  const isNarrowed = view.q !== '' || Object.keys(view.filters).length > 0;
  const isEmpty = list.data?.rows.length === 0;
  return (
    <section className={classes.list} aria-label={caption}>
      <ListTools searchLabel={searchLabel} filters={filters} view={view} csv={csvAddress(address, view)} density={density} onDensity={setDensity} set={set} />
      <Chips filters={filters} view={view} set={set} clear={clear} />
      {bulk && chosen.rows.length > 0 && (
        <div className={classes.bulk} role="region" aria-label={text.selection}>
          <strong role="status">{text.selected(chosen.rows.length)}</strong>
          {bulk(chosen.rows, chosen.clear)}
          <button type="button" className={classes.quiet} onClick={chosen.clear}>
            {text.clearSelection}
          </button>
        </div>
      )}
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && (
        <div role="status" aria-label={text.loading(caption)}>
          <Skeleton height={SKELETON_HEIGHT} />
        </div>
      )}
      {isEmpty && (
        <div className={classes.empty}>
          <strong>{isNarrowed ? text.nothingFits : empty.title}</strong>
          <p>{isNarrowed ? text.nothingFitsDetail : empty.detail}</p>
          {!isNarrowed && empty.action}
        </div>
      )}
      {rows.length > 0 && (
        // Focusable, so that arrow keys scroll what is wider than the screen.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={classes.scroll} tabIndex={0} role="group" aria-label={caption}>
          <ListTable
            caption={caption}
            rows={rows}
            columns={columns}
            rowKey={rowKey}
            rowName={rowName}
            sort={view.sort}
            onSort={(sort) => {
              set('sort', sort);
            }}
            isCompact={density === 'compact'}
            isStale={list.isPlaceholderData}
            selection={bulk && chosen.selection}
          />
        </div>
      )}
      {list.data && <Pager page={view.page} pageSize={view.pageSize} shown={rows.length} total={list.data.total} set={set} />}
    </section>
  );
}
