import { usePortal, zoneOf } from '@/api/portal';
import { formatDate } from './format';
import { fromIso } from './time';

/** Writes instants of the API in the provider's zone; empty until the zone is known, and for what never was. */
export function useMoments() {
  const portal = usePortal();
  const zone = portal.data && zoneOf(portal.data.time_zone);
  const day = (iso: string | null): string => (iso && zone ? formatDate(fromIso(iso), 'dayYear', zone) : '');
  const time = (iso: string | null): string =>
    iso && zone ? `${formatDate(fromIso(iso), 'dayYear', zone)}, ${formatDate(fromIso(iso), 'time', zone)}` : '';
  return { day, time, zoneName: portal.data?.time_zone.split('/').pop()?.replace(/_/g, ' ') ?? '' };
}
