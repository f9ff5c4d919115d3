import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components, operations } from '@/api/schema';

type Schemas = components['schemas'];
export type Laboratory = Schemas['Laboratory'];
export type Trial = Laboratory['methods'][number];
export type PeakHours = Schemas['PeakHours'];
export type LaboratoryWish = NonNullable<operations['tryBaselines']['parameters']['query']>;

/** The server computes for seconds and its answer holds for the same days and meters: kept while the page is looked at. */
const FRESH_MILLISECONDS = 5 * 60_000;

export const laboratoryQuery = (query: LaboratoryWish) =>
  queryOptions({
    queryKey: ['mine', 'laboratory', query],
    queryFn: ({ signal }) => unwrap(api.GET('/api/laboratory', { params: { query }, signal })),
    staleTime: FRESH_MILLISECONDS,
  });

export const peakHoursQuery = (program: number | undefined) =>
  queryOptions({
    queryKey: ['mine', 'peak-hours', program],
    queryFn: ({ signal }) => unwrap(api.GET('/api/peak-hours', { params: { query: { program_id: program } }, signal })),
  });
