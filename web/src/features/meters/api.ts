import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Series } from '@/api/types';
import { decodeSeries, toPowerSeries } from '@/components/charts/series';
import { toIso } from '@/lib/time';
import type { Range } from './lib/view';

/** So many points leave a chart of any width sharp; a month of quarter-hours stays complete. */
export const MOST_POINTS = 3000;

const instants = ({ from, to }: Range) => ({ from: toIso(from), to: toIso(to) });
const keyOf = (what: string, meter: string, range: Range) => ['mine', what, meter, range.from, range.to] as const;

export const meterListQuery = queryOptions({
  queryKey: ['mine', 'meters'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/entity/meters', { signal })),
  staleTime: 60_000,
});

export const overviewQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('overview', meter, range),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/vis/', { params: { query: { meter, ...instants(range), points: MOST_POINTS } }, signal })),
    placeholderData: keepPreviousData,
  });

export const meterDataQuery = (meter: string) =>
  queryOptions({
    queryKey: ['mine', 'meter-data', meter] as const,
    queryFn: ({ signal }) => unwrap(api.GET('/api/vis/meter_data/{meter_id}', { params: { path: { meter_id: meter } }, signal })),
    staleTime: 5 * 60_000,
  });

/** Every interval of the range, for sums and tables; as binary, a year is 280 kB before compression. */
export const fullSeriesQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('series', meter, range),
    queryFn: async ({ signal }) => {
      const buffer = await unwrap<unknown>(
        api.GET('/api/vis/data/', {
          params: { query: { meter, ...instants(range) } },
          headers: { Accept: 'application/octet-stream' },
          parseAs: 'arrayBuffer',
          signal,
        }),
      );
      return decodeSeries(buffer as ArrayBuffer);
    },
  });

export const comparedQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('compared', meter, range),
    queryFn: async ({ signal }) => {
      const params = { query: { meter, ...instants(range), points: MOST_POINTS } };
      // The route has a binary form too, which the generated type calls a string; it was not asked for here.
      return toPowerSeries((await unwrap(api.GET('/api/vis/data/', { params, signal }))) as Series);
    },
  });

const pathOf = (meter: string, range: Range) => ({ path: { meter_id: meter }, query: instants(range) });

export const profileQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('profile', meter, range),
    queryFn: ({ signal }) => unwrap(api.GET('/api/vis/profile_data/{meter_id}', { params: pathOf(meter, range), signal })),
  });

export const acfQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('acf', meter, range),
    queryFn: ({ signal }) => unwrap(api.GET('/api/vis/acf_data/{meter_id}', { params: pathOf(meter, range), signal })),
  });

export const pacfQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('pacf', meter, range),
    queryFn: ({ signal }) => unwrap(api.GET('/api/vis/pacf_data/{meter_id}', { params: pathOf(meter, range), signal })),
  });

export const significanceQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('significance', meter, range),
    queryFn: ({ signal }) => unwrap(api.GET('/api/vis/sig_data/{meter_id}', { params: pathOf(meter, range), signal })),
  });

export const typicalDaysQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('typical-days', meter, range),
    queryFn: ({ signal }) => unwrap(api.GET('/api/vis/typical_days/{meter_id}', { params: pathOf(meter, range), signal })),
  });

export const loadDurationQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('load-duration', meter, range),
    queryFn: ({ signal }) => unwrap(api.GET('/api/vis/load_duration/{meter_id}', { params: pathOf(meter, range), signal })),
  });

export const statisticsQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('statistics', meter, range),
    queryFn: ({ signal }) => unwrap(api.GET('/api/vis/statistics/{meter_id}', { params: pathOf(meter, range), signal })),
  });

export const portmanteauQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('portmanteau', meter, range),
    queryFn: ({ signal }) => unwrap(api.GET('/api/vis/portmanteau_data/{meter_id}', { params: pathOf(meter, range), signal })),
  });

export const anomaliesQuery = (meter: string, range: Range) =>
  queryOptions({
    queryKey: keyOf('anomalies', meter, range),
    queryFn: ({ signal }) => unwrap(api.GET('/api/vis/anomalies/{meter_id}', { params: pathOf(meter, range), signal })),
  });

/** The export of exactly the range shown, as a link the browser downloads. */
export function csvLink(meter: string, range: Range): string {
  return `/api/data/export?${new URLSearchParams({ meter, ...instants(range) }).toString()}`;
}
