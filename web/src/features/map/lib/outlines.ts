import type { MultiLineString } from 'geojson';
import { mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import worldAddress from 'world-atlas/countries-110m.json?url';
import countiesAddress from 'us-atlas/counties-10m.json?url';

export interface Outline {
  /** Coarser lines are drawn stronger. */
  kind: 'land' | 'region';
  lines: MultiLineString;
}

interface Place {
  latitude: number;
  longitude: number;
}

type Atlas = Topology<Record<string, GeometryCollection>>;

/** The United States with their islands; Canada and Mexico in between do not hurt. */
const isAmerican = ({ latitude, longitude }: Place): boolean => latitude > 17 && latitude < 72 && longitude > -180 && longitude < -64;

async function atlas(address: string): Promise<Atlas> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as Atlas;
}

function lines(topology: Atlas, name: string): MultiLineString {
  const object = topology.objects[name];
  return object ? mesh(topology, object) : { type: 'MultiLineString', coordinates: [] };
}

/** Outlines that the build brings along: counties and states where all places are in the United States, else countries. */
export async function outlinesFor(places: readonly Place[]): Promise<Outline[]> {
  if (!places.every(isAmerican)) return [{ kind: 'land', lines: lines(await atlas(worldAddress), 'countries') }];
  const counties = await atlas(countiesAddress);
  return [
    { kind: 'region', lines: lines(counties, 'counties') },
    { kind: 'land', lines: lines(counties, 'states') },
  ];
}
