import { queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { ResponseEvent } from '@/api/types';
import { asPage } from '@/components/list';

export type SettledLine = components['schemas']['SettlementLine'];

const RARELY = 5 * 60_000;
const MOST_EVENTS = 200;

/** Numbers of the events whose result is fixed. */
const settledEventsQuery = queryOptions({
  queryKey: ['mine', 'settled-events'],
  queryFn: async ({ signal }) => {
    const page = await asPage(unwrap(api.GET('/api/events', { params: { query: { state: 'settled', sort: '-start', page_size: MOST_EVENTS } }, signal })));
    return page.rows.map(({ id }) => id);
  },
  staleTime: RARELY,
});

/** The line of the meter in the latest settlement of the event; null where it has none. */
const settledLineQuery = (event: number, meter: string) =>
  queryOptions({
    queryKey: ['mine', 'settled-line', event, meter],
    queryFn: async ({ signal }): Promise<SettledLine | null> => {
      const list = await unwrap(api.GET('/api/events/{event_id}/settlements', { params: { path: { event_id: event } }, signal }));
      const latest = list.settlements[0];
      if (!latest) return null;
      const query = { q: meter, page_size: 25 };
      const page = await asPage(unwrap(api.GET('/api/settlements/{settlement_id}/lines', { params: { path: { settlement_id: latest.id }, query }, signal })));
      return page.rows.find(({ meter_id }) => meter_id === meter) ?? null;
    },
    staleTime: RARELY,
  });

/** What the settlement says of the meter, by event; only what it settled. */
export function useSettled(meter: string, events: readonly ResponseEvent[]): ReadonlyMap<number, SettledLine> {
  const settled = useQuery({ ...settledEventsQuery, enabled: events.length > 0 }).data;
  const asked = events.filter(({ id }) => settled?.includes(id));
  const lines = useQueries({ queries: asked.map(({ id }) => settledLineQuery(id, meter)) });
  return new Map(
    asked.flatMap(({ id }, i) => {
      const line = lines[i]?.data;
      return line?.status === 'settled' ? [[id, line] as const] : [];
    }),
  );
}
