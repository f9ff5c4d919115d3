import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router-dom';
import { describe, expect, it, vi } from 'vitest';
import { ServerList } from './ServerList';
import type { Column, Filter, Page } from './types';
import { csvAddress, queryOf, readView } from './useListView';

interface Row {
  id: number;
  name: string;
}

const COLUMNS: Column<Row>[] = [
  { key: 'name', title: 'Name', sort: 'name', isName: true, render: (row) => row.name },
  { key: 'id', title: 'Number', sort: 'number', isLatestFirst: true, render: (row) => row.id },
];
const FILTERS: readonly Filter[] = [{ name: 'status', label: 'Status', options: [{ value: 'open', text: 'Open' }] }];


function show(load: (query: Record<string, string | number>) => Promise<Page<Row>>, address = '/') {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <MemoryRouter initialEntries={[address]}>
        <ServerList
          name="rows"
          caption="Rows"
          address="/api/rows"
          load={load}
          columns={COLUMNS}
          filters={FILTERS}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          empty={{ title: 'No row yet', detail: 'Make one.' }}
          bulk={(rows) => <span>{`Do it to ${rows.map((row) => row.name).join(' and ')}`}</span>}
        />

      </MemoryRouter>
    </QueryClientProvider>,
  );

}

const twoRows = (): Promise<Page<Row>> => Promise.resolve({ rows: [{ id: 7, name: 'Mill' }, { id: 9, name: 'School' }], total: 120, page: 1, page_size: 50 });

describe('the view of a list', () => {
  it('is what the address says, and takes nothing else from it', () => {
    const view = readView(new URLSearchParams('q=a&sort=-name&page=3&page_size=25&status=open&other=1'), FILTERS);
    expect(view).toEqual({ q: 'a', sort: '-name', page: 3, pageSize: 25, filters: { status: 'open' } });
    expect(queryOf(view)).toEqual({ q: 'a', sort: '-name', page: 3, page_size: 25, status: 'open' });
  });

  it('falls back where the address makes no sense', () => {
    const view = readView(new URLSearchParams('page=-1&page_size=7&status=closed'), FILTERS);
    expect(view).toEqual({ q: '', sort: '', page: 1, pageSize: 50, filters: {} });
  });

  it('is the same in the CSV, without the pages', () => {
    const view = readView(new URLSearchParams('q=a b&page=3&status=open'), FILTERS);
    expect(csvAddress('/api/rows', view)).toBe('/api/rows?status=open&q=a+b&format=csv');
  });
});

describe('a list', () => {
  it('sorts on the server by its heads, dates and counts from the end first', async () => {
    const load = vi.fn(twoRows);
    show(load);
    await userEvent.click(await screen.findByRole('button', { name: 'Number' }));
    expect(load).toHaveBeenLastCalledWith({ sort: '-number', page_size: 50 }, expect.anything());
    expect(screen.getByRole('columnheader', { name: 'Number' }).getAttribute('aria-sort')).toBe('descending');
    await userEvent.click(screen.getByRole('button', { name: 'Number' }));
    expect(load).toHaveBeenLastCalledWith({ sort: 'number', page_size: 50 }, expect.anything());
  });

  it('searches from its first page, once the typing pauses', async () => {
    const load = vi.fn(twoRows);
    show(load, '/?page=2');
    await userEvent.type(await screen.findByRole('searchbox'), 'mill');
    await vi.waitFor(() => {
      expect(load).toHaveBeenLastCalledWith({ q: 'mill', page_size: 50 }, expect.anything());
    });
    expect(load.mock.calls.length).toBeLessThan(4);
  });

  it('shows what narrows it, and takes it away', async () => {
    const load = vi.fn(twoRows);
    show(load, '/?status=open');
    await userEvent.click(await screen.findByRole('button', { name: 'Remove the filter Status: Open' }));
    expect(load).toHaveBeenLastCalledWith({ page_size: 50 }, expect.anything());
  });

  it('says what to do where there is nothing, and that nothing fits where there is', async () => {
    const nothing = () => Promise.resolve({ rows: [], total: 0, page: 1, page_size: 50 });
    show(nothing);
    expect(await screen.findByText('No row yet')).toBeTruthy();
    await userEvent.type(screen.getByRole('searchbox'), 'x');
    expect(await screen.findByText('Nothing fits')).toBeTruthy();
  });

  it('turns pages, and stops at the last', async () => {
    const load = vi.fn(twoRows);
    show(load);
    expect(await screen.findByText('Page 1 of 3')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Previous page' }));
    expect(load).toHaveBeenCalledTimes(1);
    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    expect(load).toHaveBeenLastCalledWith({ page: 2, page_size: 50 }, expect.anything());
  });

  it('does something to the chosen rows', async () => {
    show(twoRows);
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Select Mill' }));
    const bar = screen.getByRole('region', { name: 'What to do with the selected rows' });
    expect(within(bar).getByText('1 row selected')).toBeTruthy();
    await userEvent.click(screen.getByRole('checkbox', { name: 'Select all rows of this page' }));
    expect(within(bar).getByText('Do it to Mill and School')).toBeTruthy();
  });
});
