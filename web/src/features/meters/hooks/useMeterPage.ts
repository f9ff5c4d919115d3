import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { usePortal, zoneOf } from '@/api/portal';
import type { Meter, MeterList } from '@/api/types';
import { toPowerSeries } from '@/components/charts/series';
import { addDays, fromIso, Zone } from '@/lib/time';
import { meterDataQuery, meterListQuery, overviewQuery } from '../api';
import { periodOf, rangeOf, type Range, type View } from '../lib/view';

/** The meter of the address, or the first of the organisation chosen. A meter that is not in the list is asked for all the same, and refused by the server. */
export function chooseMeter(list: MeterList | undefined, view: View): { id: string; meter: Meter | undefined } | null {
  if (!list) return null;
  if (view.meter) return { id: view.meter, meter: list.meters.find((meter) => meter.id === view.meter) };
  const first = list.meters.find((meter) => view.organisation === null || meter.organization_id === view.organisation);
  return first ? { id: first.id, meter: first } : null;
}

const UTC = new Zone('UTC');
const NOTHING: Range = { from: 0, to: 0 };

/** All that the page shows, from the address and the server. */
export function useMeterPage(view: View) {
  const portal = usePortal();
  const list = useQuery(meterListQuery);
  const zone = portal.data ? zoneOf(portal.data.time_zone) : UTC;
  const chosen = chooseMeter(list.data, view);
  const isReady = Boolean(portal.data && chosen);
  const lastReading = chosen?.meter?.last_reading;
  const latestDay = zone.dayOf(lastReading ? fromIso(lastReading) : Math.floor(Date.now() / 1000));
  const firstReading = chosen?.meter?.first_reading;

  const period = useMemo(() => (isReady ? periodOf(view, latestDay, zone) : NOTHING), [isReady, view, latestDay, zone]);
  const range = useMemo(() => (isReady ? rangeOf(view, latestDay, zone) : NOTHING), [isReady, view, latestDay, zone]);
  const limits: Range = {
    from: Math.min(period.from, firstReading ? zone.startOf(zone.dayOf(fromIso(firstReading))) : period.from),
    to: Math.max(period.to, zone.startOf(addDays(latestDay, 1))),
  };
  const id = chosen?.id ?? '';
  const overview = useQuery({ ...overviewQuery(id, range), enabled: isReady });
  const meterData = useQuery({ ...meterDataQuery(id), enabled: isReady && overview.isSuccess });
  const { data } = overview;
  const series = useMemo(() => (data ? toPowerSeries(data.series) : null), [data]);
  // Another meter's answer is not held up while this one's is awaited: its figures would be read as this one's.
  const isOther = data !== undefined && data.meter.id !== id;
  /** What the figures are of: not yet the range asked for while its answer is under way. */
  const covered: Range = data ? { from: fromIso(data.range.from), to: fromIso(data.range.to) } : range;
  return {
    portal,
    list,
    zone,
    id,
    meter: chosen?.meter,
    hasNoMeter: list.isSuccess && !chosen,
    latestDay,
    period,
    range,
    covered,
    limits,
    overview,
    data: isOther ? undefined : data,
    series: isOther ? null : series,
    meterData,
  };
}

export type MeterPage = ReturnType<typeof useMeterPage>;
