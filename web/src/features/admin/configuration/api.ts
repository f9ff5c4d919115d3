import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

export type ConfigurationSetting = components['schemas']['ConfigurationSetting'];

export const configurationQuery = queryOptions({
  queryKey: ['mine', 'configuration'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/admin/configuration', { signal })),
  staleTime: 5 * 60_000,
});
