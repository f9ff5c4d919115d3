import { queryOptions, useQuery } from '@tanstack/react-query';
import { Zone } from '@/lib/time';
import { api, unwrap } from './client';

export const portalQuery = queryOptions({
  queryKey: ['portal'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/portal', { signal })),
  staleTime: Infinity,
});

export const usePortal = () => useQuery(portalQuery);

const zones = new Map<string, Zone>();

/** The one Zone of a name, so that its remembered offsets are shared. */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) {
    zone = new Zone(name);
    zones.set(name, zone);
  }
  return zone;
}
