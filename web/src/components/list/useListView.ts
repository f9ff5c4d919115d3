import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Filter, ListView } from './types';

export const PAGE_SIZES = [25, 50, 100, 200] as const;
const DEFAULT_SIZE = 50;

const pageIn = (text: string | null): number => {
  const page = Number(text);
  return Number.isInteger(page) && page > 0 ? page : 1;
};
const sizeIn = (text: string | null): number => PAGE_SIZES.find((size) => String(size) === text) ?? DEFAULT_SIZE;

export function readView(params: URLSearchParams, filters: readonly Filter[]): ListView {
  const chosen: Record<string, string> = {};
  for (const { name, options } of filters) {
    const value = params.get(name);
    if (value && (!options || options.some((option) => option.value === value))) chosen[name] = value;
  }
  return {
    q: params.get('q') ?? '',
    sort: params.get('sort') ?? '',
    page: pageIn(params.get('page')),
    pageSize: sizeIn(params.get('page_size')),
    filters: chosen,
  };
}

/** What the server is asked; what is not chosen is left out. */
export function queryOf(view: ListView): Record<string, string | number> {
  return {
    ...view.filters,
    ...(view.q && { q: view.q }),
    ...(view.sort && { sort: view.sort }),
    ...(view.page > 1 && { page: view.page }),
    page_size: view.pageSize,
  };
}

/** Address of the whole list as CSV: the same search, order and filters, all pages. */
export function csvAddress(address: string, view: ListView): string {
  const params = new URLSearchParams({ ...view.filters, ...(view.q && { q: view.q }), ...(view.sort && { sort: view.sort }), format: 'csv' });
  return `${address}${address.includes('?') ? '&' : '?'}${params.toString()}`;
}

/** The view of a list, kept in the address. Whatever narrows or turns the list begins at its first page. */
export function useListView(filters: readonly Filter[]) {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => readView(params, filters), [params, filters]);
  const set = useCallback(
    (name: string, value: string) => {
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          if (value) next.set(name, value);
          else next.delete(name);
          if (name !== 'page') next.delete('page');
          return next;
        },
        { replace: true },
      );
    },
    [setParams],
  );
  const clear = useCallback(() => {
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        for (const name of ['q', 'page', ...filters.map((filter) => filter.name)]) next.delete(name);
        return next;
      },
      { replace: true },
    );
  }, [setParams, filters]);
  return { view, set, clear };
}
