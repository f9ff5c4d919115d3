import { formatCount, formatNumber } from '@/lib/format';

/** Words of every list. */
export const text = {
  find: 'Find',
  clearSearch: 'Clear the search',
  any: 'Any',
  chosenFilters: 'Filters in force',
  removeFilter: (label: string, value: string) => `Remove the filter ${label}: ${value}`,
  clearAll: 'Clear all',
  csv: 'Download CSV',
  densityTitle: 'Row height',
  density: { comfortable: 'Roomy', compact: 'Compact' } as const,
  range: (first: number, last: number, total: number) =>
    total === 0 ? 'No rows' : `${formatNumber(first)} to ${formatNumber(last)} of ${formatNumber(total)}`,
  pages: 'Pages',
  previous: 'Previous page',
  next: 'Next page',
  pageOf: (page: number, pages: number) => `Page ${formatNumber(page)} of ${formatNumber(pages)}`,
  pageSize: 'Rows per page',
  nothingFits: 'Nothing fits',
  nothingFitsDetail: 'No row has what you search for with these filters.',
  selected: (count: number) => `${formatCount(count, 'row')} selected`,
  selectAll: 'Select all rows of this page',
  selectRow: (name: string) => `Select ${name}`,
  clearSelection: 'Clear the selection',
  selection: 'What to do with the selected rows',
  loading: (list: string) => `Loading ${list}`,
};
