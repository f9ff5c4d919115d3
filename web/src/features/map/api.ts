import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

export type MeterMap = components['schemas']['MeterMap'];
export type MapMeter = components['schemas']['MapMeter'];
export type ParticipationClass = MapMeter['participation_class'];

export const mapQuery = queryOptions({
  queryKey: ['mine', 'map'],
  queryFn: ({ signal }) => unwrap(api.GET('/api/map', { signal })),
  staleTime: 60_000,
});

/** What people call a meter. */
export const nameOf = (meter: MapMeter): string => meter.label || meter.id;

/** Meters whose number, name or organisation has every word of `wanted`. */
export function matching(meters: readonly MapMeter[], wanted: string): readonly MapMeter[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return meters;
  return meters.filter((meter) => {
    const hay = `${meter.id} ${meter.label} ${meter.organisation ?? ''}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
