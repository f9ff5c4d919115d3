/** Every word of the map. */
import { formatAge, formatCount, formatNumber, formatPercent, formatQuantity } from '@/lib/format';
import type { ParticipationClass } from './api';

const classes: Record<ParticipationClass, { word: string; means: string }> = {
  high: { word: 'Often below', means: '60 % of the intervals and more below the prediction' },
  middle: { word: 'About as expected', means: '40 to 60 %, as a fair prediction gives without any effort' },
  low: { word: 'Seldom below', means: 'less than 40 %' },
  none: { word: 'Nothing to compare', means: 'no readings with a prediction' },
};

export const text = {
  title: 'Map',
  lead: 'Where the meters are, and how often each stayed below its prediction in the last 30 days.',
  ranking: 'Ranking of organisations',
  mapLabel: 'Map of the meters. Arrow keys move it, plus and minus zoom. The list holds the same meters.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  showAll: 'Show all meters',
  legend: 'Participation',
  classes,
  list: 'Meters on the map',
  find: 'Find a meter',
  findHelp: 'By number, name or organisation',
  found: (shown: number, all: number) => (shown === all ? formatCount(all, 'meter') : `${formatNumber(shown)} of ${formatCount(all, 'meter')}`),
  more: (count: number) => `${formatNumber(count)} more: type a part of the number or name.`,
  nothingFound: 'No meter by that number or name.',
  withoutPlace: (count: number) => `${formatCount(count, 'meter')} without coordinates ${count === 1 ? 'is' : 'are'} not on the map.`,
  leftOff: (count: number) => `The map shows 10,000 meters; ${formatNumber(count)} more are left off.`,
  tooDense: (count: number) => `${formatNumber(count)} meters are in sight, too many to draw. Zoom in.`,
  empty: 'No meter has coordinates yet',
  emptyHelp: 'A system administrator states where a meter stands, under Administration, Meters.',
  close: 'Close',
  open: 'Open this meter',
  participation: (share: number, intervals: number) => `${formatPercent(share)} % of ${formatNumber(intervals)} intervals`,
  participationTitle: 'Below its prediction',
  saved: 'Saved',
  net: 'Net against prediction',
  kwh: (wattHours: number) => `${formatQuantity(wattHours / 1000)} kWh`,
  lastReading: 'Latest reading',
  age: (seconds: number) => formatAge(seconds),
  never: 'none yet',
  noOrganisation: 'Residential or unassigned',
  itemLabel: (name: string, state: ParticipationClass) => `${name}, ${classes[state].word.toLowerCase()}`,
  outlines: 'Outlines: U.S. Census Bureau, Natural Earth',
};
