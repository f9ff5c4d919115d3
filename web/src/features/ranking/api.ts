import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { Measure } from './text';

export type Ranking = components['schemas']['Ranking'];
export type RankedOrganisation = components['schemas']['RankedOrganisation'];

export const rankingQuery = (by: Measure) =>
  queryOptions({
    queryKey: ['mine', 'ranking', by],
    queryFn: ({ signal }) => unwrap(api.GET('/api/ranking', { params: { query: { by } }, signal })),
    staleTime: 60_000,
  });
