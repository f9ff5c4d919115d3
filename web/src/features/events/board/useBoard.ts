import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { boardQuery } from '../api';

const GATHER_MILLISECONDS = 1500;
const ASK_MILLISECONDS = 15_000;

export const listOf = (id: number): string => `board-${id}`;

/** The board, asked for again when readings come in, and every few seconds in case the line is down. */
export function useBoard(id: number) {
  const client = useQueryClient();
  useEffect(() => {
    let asking: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      asking = undefined;
      void client.invalidateQueries({ queryKey: ['mine', 'board', id] });
      void client.invalidateQueries({ queryKey: ['mine', 'list', listOf(id)] });
    };
    // Readings of many meters come together; one question answers them all.
    const gather = (): void => {
      asking ??= setTimeout(ask, GATHER_MILLISECONDS);
    };
    const source = typeof EventSource === 'undefined' ? undefined : new EventSource('/api/vis/stream');
    source?.addEventListener('reading', gather);
    source?.addEventListener('changed', gather);
    const timer = setInterval(ask, ASK_MILLISECONDS);
    return () => {
      source?.close();
      clearInterval(timer);
      clearTimeout(asking);
    };
  }, [client, id]);
  return useQuery(boardQuery(id));
}
