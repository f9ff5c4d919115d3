import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { MeterList, Overview } from '@/api/types';
import { toIso } from '@/lib/time';
import { mergeReading, parseReading, type LiveReading } from '../lib/live';

export type Connection = 'connecting' | 'open' | 'lost';

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;
const ASK_AGAIN = 10_000;

/** The wait before the n-th attempt: doubling, with some chance in it so that a fleet of pages does not return at once. */
export const backoff = (attempt: number, chance = Math.random()): number =>
  Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt) * (0.75 + chance / 2);

/** Keeps what is on screen current: new readings are merged into it, and the server is asked again at most every ten seconds. */
export function useLive(meter: string | undefined): Connection {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');

  useEffect(() => {
    if (!meter || typeof EventSource === 'undefined') return undefined;
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let asking: ReturnType<typeof setTimeout> | undefined;
    let attempt = 0;

    const askAgain = (): void => {
      asking ??= setTimeout(() => {
        asking = undefined;
        for (const what of ['overview', 'series', 'meter-data']) void client.invalidateQueries({ queryKey: ['mine', what, meter] });
      }, ASK_AGAIN);
    };
    const merge = (reading: LiveReading): void => {
      let isStale = false;
      client.setQueriesData<Overview>({ queryKey: ['mine', 'overview', meter] }, (overview) => {
        if (!overview) return overview;
        const merged = mergeReading(overview, reading);
        isStale ||= merged.isStale;
        return merged.overview;
      });
      if (reading.actual_wh !== null) {
        const last_reading = toIso(reading.start_utc);
        client.setQueryData<MeterList>(['mine', 'meters'], (list) =>
          list && { ...list, meters: list.meters.map((m) => (m.id === meter && (m.last_reading ?? '') < last_reading ? { ...m, last_reading } : m)) },
        );
      }
      if (isStale) askAgain();
    };
    const open = (): void => {
      source = new EventSource(`/api/vis/stream?${new URLSearchParams({ meter }).toString()}`);
      source.onopen = () => {
        setConnection('open');
        // What came while the line was down is asked for.
        if (attempt > 0) askAgain();
        attempt = 0;
      };
      source.addEventListener('reading', (event: MessageEvent<string>) => {
        const reading = parseReading(event.data);
        if (reading) merge(reading);
      });
      source.addEventListener('changed', askAgain);
      source.onerror = () => {
        source?.close();
        setConnection('lost');
        retry = setTimeout(open, backoff(attempt));
        attempt += 1;
      };
    };
    const hurry = (): void => {
      if (source?.readyState !== EventSource.CLOSED) return;
      clearTimeout(retry);
      open();
    };
    open();
    addEventListener('online', hurry);
    return () => {
      source?.close();
      clearTimeout(retry);
      clearTimeout(asking);
      removeEventListener('online', hurry);
    };
  }, [meter, client]);

  return connection;
}
