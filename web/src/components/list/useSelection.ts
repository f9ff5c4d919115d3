import { useCallback, useState, type Key } from 'react';

/** Rows chosen for something that is done to all of them. They stay chosen over pages. */
export function useSelection<Row>(rows: Row[], rowKey: (row: Row) => Key) {
  const [chosen, setChosen] = useState<ReadonlyMap<Key, Row>>(new Map());
  const toggle = (key: Key): void => {
    const next = new Map(chosen);
    const row = rows.find((candidate) => rowKey(candidate) === key);
    if (!next.delete(key) && row) next.set(key, row);
    setChosen(next);
  };
  const toggleAll = (): void => {
    const next = new Map(chosen);
    const isAll = rows.every((row) => next.has(rowKey(row)));
    for (const row of rows) {
      if (isAll) next.delete(rowKey(row));
      else next.set(rowKey(row), row);
    }
    setChosen(next);
  };
  const clear = useCallback(() => {
    setChosen(new Map());
  }, []);
  return { rows: [...chosen.values()], selection: { keys: new Set(chosen.keys()), toggle, toggleAll }, clear };
}
