/** Every word of the Meters page. */
import { formatAge, formatCount, formatDate, formatInterval, formatNumber, formatPercent, formatPeriod, formatPlain, formatQuantity, formatSpan, intervalNoun } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import type { ResponseEvent, Totals } from '@/api/types';
import type { ChartWords } from '@/components/charts/decorations';
import type { Bucket } from './lib/differences';
import type { Finding, Extreme } from './lib/findings';
import type { Freshness } from './lib/freshness';
import type { Compare, Range, Scale } from './lib/view';

const scales: Record<Scale, { text: string; short: string; name: string }> = {
  day: { text: 'Day', short: 'Day', name: 'One day' },
  '7d': { text: '7 days', short: '7 d', name: '7 days' },
  '30d': { text: '30 days', short: '30 d', name: '30 days' },
  '12m': { text: '12 months', short: '12 mo', name: '12 months' },
  custom: { text: 'Custom', short: 'Custom', name: 'Custom period' },
};
const compares: Record<Compare, string> = {
  none: 'Nothing',
  previous: 'Previous period',
  year: 'Same period last year',
};
const freshness: Record<Freshness, string> = {
  retired: 'retired',
  live: 'live',
  current: 'up to date',
  late: 'late',
  silent: 'silent',
  empty: 'no readings',
};
const buckets = (bucket: Bucket, interval: number): string => (bucket === 'interval' ? intervalNoun(interval, 1) : bucket);
const countWord = (count: number): string => ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'][count] ?? formatNumber(count);

export const chartWords: ChartWords = {
  event: (day) => `Event, ${day}`,
  noReadings: 'no readings',
  clockForward: (hours) => `clock +${hours} h`,
  clockBack: (hours) => `clock −${hours} h`,
};

export const text = {
  title: 'Meters',
  meter: (id: string) => `Meter ${id}`,
  readings: (adjective: string) => `${adjective.charAt(0).toUpperCase()}${adjective.slice(1)} readings`,
  zone: (city: string, abbreviation: string) => `Times in ${city} (${abbreviation})`,
  live: (age: string) => `Live, updated ${age}`,
  reconnecting: (age: string) => `Reconnecting, last reading ${age}`,
  latest: (when: string) => `Latest reading ${when}`,
  noReadingYet: 'No readings yet',

  organisation: 'Organisation',
  allOrganisations: 'All organisations',
  meterLabel: 'Meter',
  meterNotFound: 'No meter by that number or name',
  retired: 'retired: out of use',
  freshness: (state: Freshness) => freshness[state],
  timescale: 'Timescale',
  scales,
  earlier: 'Earlier period',
  later: 'Later period',
  compare: 'Compare with',
  compares,
  comparedNote: { previous: 'Previous period', year: 'Last year, same weekdays' } as const,
  firstDay: 'First day shown',
  lastDay: 'Last day shown',
  startHandle: 'Start of the period shown',
  endHandle: 'End of the period shown',
  strip: 'All readings by day; move the handles to choose the period',

  download: 'Download',
  downloadCsv: 'Readings as CSV',
  downloadPng: 'Chart as PNG',
  copyLink: 'Copy link',
  linkCopied: 'Link copied',
  copyByHand: 'Copy this link:',

  figures: 'Key figures',
  net: 'Net against prediction',
  netHow: 'Actual minus prediction, summed over every interval of this period that has both. Below zero: less was used than predicted.',
  netDetail: (share: number) =>
    share === 0 ? 'as predicted' : `${formatPercent(Math.abs(share))} % ${share > 0 ? 'less' : 'more'} than predicted`,
  noComparison: 'No interval has both a reading and a prediction',
  saved: 'Saved',
  savedHow: (factor: string) =>
    `Programme rule: prediction minus actual, summed only over the intervals of this period in which actual was lower, times the credit factor of ${factor} per kWh. Intervals above prediction are not subtracted.`,
  savedDetail: (kwh: string) => `${kwh} kWh by the programme rule`,
  participation: 'Participation',
  participationHow:
    'Share of the intervals of this period in which actual was below prediction, of those that have both. A fair prediction alone gives about 50 %.',
  participationDetail: (part: number, all: number) => `${formatNumber(part)} of ${formatNumber(all)} intervals`,
  now: 'Now',
  lastReading: 'Latest reading',
  nowHow: 'Mean power of the latest interval that has a reading, against the prediction for the same interval.',
  nowDetail: (difference: number) =>
    `${formatQuantity(Math.abs(difference))} kW ${difference < 0 ? 'below' : 'above'} prediction`,
  nowEqual: 'as predicted',
  nowNoPrediction: 'no prediction for it',
  updated: (age: string) => `updated ${age}`,
  noEvent:
    'No response event in this period, so Saved and Participation mostly show chance: a fair prediction alone gives about 50 % and a sum above zero. Go by the net figure.',

  upcoming: (day: string, when: string) => `Response event ${day}, ${when}.`,
  target: (kw: number) => `Your target is ${formatPlain(kw)} kW below prediction.`,
  noTarget: 'Use as little as you can in these hours.',
  today: 'today',
  tomorrow: 'tomorrow',
  nowRunning: (until: string) => `Response event now, until ${until}.`,

  finding: (finding: Finding, zone: Zone): string => {
    switch (finding.kind) {
      case 'nothing':
        return 'No readings in this period';
      case 'no-prediction':
        return 'Actual power; there is no prediction for this period';
      case 'one-event': {
        const { start, end } = finding.event;
        const when = formatSpan(fromIso(start), fromIso(end), zone);
        const side = finding.kw >= 0 ? 'below' : 'above';
        return `${formatQuantity(Math.abs(finding.kw))} kW ${side} prediction in the event of ${formatDate(fromIso(start), 'day', zone)}, ${when}`;
      }
      case 'all-events':
        return `Below prediction in all ${countWord(finding.count)} events, by ${formatQuantity(finding.kw)} kW on average`;
      case 'some-events':
        return `Below prediction in ${countWord(finding.met)} of ${countWord(finding.count)} events`;
      case 'close':
        return 'Power stayed close to prediction';
      case 'less':
        return `Used ${formatPercent(finding.share)} % less than predicted`;
      case 'more':
        return `Used ${formatPercent(finding.share)} % more than predicted`;
    }
  },
  summary: (range: Range, totals: Totals, highest: Extreme | null, interval: number, zone: Zone): string => {
    const sentences = [`${formatPeriod(range.from, range.to, zone)}.`];
    if (highest) sentences.push(`Highest ${formatQuantity(highest.kw)} kW on ${formatInterval(highest.utc, interval, zone)}.`);
    if (totals.compared_intervals > 0) {
      sentences.push(`Below prediction in ${formatPercent(totals.participating_intervals / totals.compared_intervals)} % of intervals.`);
    }
    const missing = totals.expected_intervals - totals.actual_intervals;
    if (missing > 0) sentences.push(`${formatNumber(missing)} of ${formatNumber(totals.expected_intervals)} readings missing.`);
    else if (totals.actual_intervals > 0) sentences.push('No readings missing.');
    return sentences.join(' ');
  },

  chartKeys: 'Actual and predicted power. Arrow keys read one interval at a time, plus and minus zoom, Home and End go to the ends, T shows the table.',
  unit: 'Unit',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  wholePeriod: 'Show the whole period',
  showTable: 'Show as table',
  hideTable: 'Hide the table',
  legend: 'Legend',
  actual: 'Actual',
  predicted: 'Predicted without demand response',
  predictedShort: 'Predicted',
  usedLess: 'Used less than predicted',
  usedLessShort: 'Used less',
  usedMore: 'Used more',
  event: 'Response event',
  eventShort: 'Event',
  readActual: 'Actual',
  readPredicted: 'Predicted',
  readCompared: { previous: 'Before', year: 'Last year' } as const,
  noReading: 'No reading for this interval',
  notYet: 'No reading yet',
  fedBack: 'fed back',
  below: 'below',
  above: 'above',
  equal: 'as predicted',
  reduced: (shown: number, full: number) =>
    `Drawn from ${formatNumber(shown)} of ${formatNumber(full)} readings; every high and low is kept. Zoom in for all of them.`,
  doubts: (count: number) => `${formatNumber(count)} ${count === 1 ? 'stretch' : 'stretches'} of readings ${count === 1 ? 'looks' : 'look'} odd (bracket above the line); More details says why.`,
  differences: (bucket: Bucket, interval: number) => `Difference from prediction, kWh per ${buckets(bucket, interval)}`,
  belowTheLine: 'below the line: used less',
  differenceSummary: (kwh: number) =>
    `Difference from prediction. In total ${formatQuantity(Math.abs(kwh))} kilowatt-hours ${kwh <= 0 ? 'below' : 'above'} it.`,
  differencesLater: 'The differences of so long a period are being added up…',

  table: 'Readings of the period shown',
  tableTime: 'Interval',
  tableActual: (unit: string) => `Actual, ${unit}`,
  tablePredicted: (unit: string) => `Predicted, ${unit}`,
  tableDifference: (unit: string) => `Difference, ${unit}`,
  tableNote: 'Difference is actual minus predicted.',
  sortBy: (column: string) => `Sort by ${column}`,

  events: 'Response events',
  eventsSay: (mean: number, share: number | null) =>
    `You reduced ${formatQuantity(mean)} kW on average${share === null ? '' : `, ${formatPercent(share)} % of your nomination`}.`,
  eventsNone: 'No response event yet. When your provider calls one, it is listed here with what it brought.',
  eventsUpcoming: 'The first one is still to come.',
  eventColumn: 'Event',
  reducedColumn: 'Reduced',
  kwColumn: 'Kilowatts',
  creditColumn: 'Credit',
  zoomColumn: 'Zoom',
  ofNomination: (share: number, kw: number) => `${formatPercent(Math.max(0, share))} percent of the nomination of ${formatPlain(kw)} kilowatts`,
  ofKw: (kw: number) => `of ${formatPlain(kw)} kW`,
  zoomToEvent: (event: ResponseEvent, zone: Zone) => `Zoom the chart to the event of ${formatDate(fromIso(event.start), 'weekday', zone)}`,
  openEvent: (event: ResponseEvent, zone: Zone) => `Open the event of ${formatDate(fromIso(event.start), 'weekday', zone)}`,
  settled: 'settled',
  toCome: 'to come',
  noResult: 'no readings',
  allEvents: (count: number) => `Show all ${count}`,
  fewerEvents: 'Show fewer',

  coverage: 'What these figures cover',
  coverageSay: (compared: number, expected: number, interval: number) =>
    `${formatNumber(compared)} of ${formatNumber(expected)} ${intervalNoun(interval, expected)} have both a reading and a prediction.`,
  measured: 'Measured readings',
  missing: 'Missing',
  corrected: 'Corrected by an import',
  negative: 'Below zero (fed back)',
  predictedCount: 'Predicted intervals',
  none: 'none',
  overwritten: 'replaced',
  counted: 'counted',
  gapsLabel: 'gaps',

  more: 'More details',
  fewer: 'Fewer details',
  foot: 'Each reading is labelled by the interval it covers. Days of 23 and 25 hours at the clock change are shown in full.',
  emptyTitle: 'No meter yet',
  emptyDetail: 'When a meter is assigned to you, it appears here with its readings. Your provider assigns meters; its contact is on the log-in page.',
  noDataTitle: 'No readings in this period',
  noDataDetail: (when: string) => `The latest reading of this meter is of ${when}.`,
  goToLatest: 'Show the latest readings',
  age: formatAge,
  count: formatCount,
};
