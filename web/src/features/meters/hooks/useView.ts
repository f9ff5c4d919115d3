import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { readView, writeView, type View } from '../lib/view';

export type Change = (change: Partial<View> | ((view: View) => View)) => void;

/** The view as the address holds it; changing it changes the address. */
export function useView(): [View, Change] {
  const [search, setSearch] = useSearchParams();
  const view = useMemo(() => readView(search), [search]);
  const change = useCallback<Change>(
    (next) => {
      setSearch(
        (current) => {
          const now = readView(current);
          return writeView(typeof next === 'function' ? next(now) : { ...now, ...next });
        },
        { replace: false, preventScrollReset: true },
      );
    },
    [setSearch],
  );
  return [view, change];
}
