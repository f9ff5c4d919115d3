/** Words of "More details". */
import type { Finding } from '@/api/types';
import { formatHourOfDay, formatNumber, formatPercent, formatQuantity } from '@/lib/format';
import { kindOfFinding, remedyOfFinding } from '@/lib/oddReadings';
import type { DayType } from '../../lib/usual';

const countOf = (count: number, one: string, many: string): string => `${formatNumber(count)} ${count === 1 ? one : many}`;

const dayTypes: Record<DayType, { name: string; one: string; many: string }> = {
  weekday: { name: 'Working days', one: 'working day', many: 'working days' },
  saturday: { name: 'Saturdays', one: 'Saturday', many: 'Saturdays' },
  sunday: { name: 'Sundays', one: 'Sunday', many: 'Sundays' },
};

export const text = {
  hour: formatHourOfDay,
  noData: 'Not enough readings in this period',
  noDataSay: 'Choose a longer period, or one with readings.',

  asTable: 'Show as table',
  time: 'Time of day',
  day: 'Day',

  dayTypes: 'Kind of day',
  dayType: (type: DayType) => dayTypes[type].name,
  profile: (type: DayType, hour: number, kw: number) => `${dayTypes[type].name} peak around ${formatHourOfDay(hour)}, usually at ${formatQuantity(kw)} kW`,
  profileFlat: 'A load that hardly knows the time of day',
  profileSay: (days: number, type: DayType, most: { hour: number; from: number; to: number } | null) =>
    `Power by time of day over ${countOf(days, dayTypes[type].one, dayTypes[type].many)}.${
      most ? ` Days differ most around ${formatHourOfDay(most.hour)}: half of them lie between ${formatQuantity(most.from)} and ${formatQuantity(most.to)} kW.` : ''
    }`,
  profileHow:
    'The line is the median day. Half of the days lie in the dark band, eight in ten in the light one: a wide band is load that varies, a narrow one a habit. A high line at night is load that never rests, and often the easiest to save. Holidays count as the weekday they fall on.',
  profileAlt: (type: DayType, days: number, hour: string, kw: string) =>
    `Usual day over ${countOf(days, dayTypes[type].one, dayTypes[type].many)}: the median is highest around ${hour}, at ${kw} kilowatts.`,
  profileTable: (type: DayType) => `Power by time of day, ${dayTypes[type].many}, in kilowatts`,
  tenth: '10 % below',
  quarter: '25 % below',
  median: 'Median, kW',
  threeQuarters: '75 % below',
  ninth: '90 % below',
  medianDay: 'Median day',
  halfOfDays: 'Half of the days',
  mostDays: 'Eight days in ten',

  statistics: 'Base load and peak',
  base: (share: number) => `${formatPercent(share)} % of the energy is load that is always there`,
  year: (change: number, intervals: number, now: number, before: number) =>
    `${formatPercent(Math.abs(change))} % ${change < 0 ? 'less' : 'more'} than in the same weeks a year earlier: ${formatNumber(now)} against ${formatNumber(before)} kWh, over the ${formatNumber(intervals)} intervals that both years have.`,
  noYear: 'There are no readings of the same weeks a year earlier to compare with.',
  baseLoad: 'Base load',
  baseNote: 'mean of each day’s lowest',
  meanLoad: 'Mean load',
  peakLoad: 'Peak',
  loadFactor: 'Load factor',
  factorNote: 'mean over peak',
  nearBase: 'Near-base load',
  nearBaseNote: 'under it 2.5 % of the time',
  nearPeak: 'Near-peak load',
  nearPeakNote: 'over it 2.5 % of the time',
  unknown: 'not known',
  figure: 'Figure',
  value: 'Value',
  thisYear: 'This period, compared intervals',
  lastYear: 'A year earlier, the same intervals',
  scaleAlt: (base: string, mean: string, peak: string) => `Base load ${base}, mean load ${mean}, peak ${peak} kilowatts.`,
  statisticsHow:
    'The dark part of the bar is the base load, the light part reaches to the near-peak load, the mark is the mean, the end the peak. A load factor near 100 % means an even load; a low one means that few hours make the peak. A year earlier is 364 days earlier, so that Mondays are compared with Mondays.',

  anomalies: (count: number) => (count === 0 ? 'Nothing looks wrong with these readings' : `${countOf(count, 'stretch', 'stretches')} of readings ${count === 1 ? 'looks' : 'look'} odd`),
  anomaliesNone: 'No gap, zero, spike, stuck value or change of scale was found in this period.',
  anomaliesSay: 'Worth a look before these readings are paid or compared by. Nothing was changed.',
  anomaliesHow:
    'Each stretch is compared with the median of the same times of day, working days and weekends apart, of up to 400 days. What stands out far is listed with a suggestion; a holiday or a season is not. If a reading is right after all, nothing needs to be done.',
  what: 'What and when',
  shows: 'What shows it, and what to do',
  zoom: 'Zoom',
  zoomTo: (kind: string, when: string) => `Zoom the chart to: ${kind}, ${when}`,
  allFindings: (count: number) => `Show all ${formatNumber(count)}`,
  fewerFindings: 'Show fewer',
  kind: kindOfFinding,
  remedy: remedyOfFinding,
  evidence: (finding: Finding): string => {
    const { kind: of, observed_kw: seen, usual_kw: usual, intervals, factor } = finding;
    const kw = (value: number | null): string => (value === null ? 'an unknown load' : `${formatQuantity(value)} kW`);
    const many = countOf(intervals, 'interval', 'intervals');
    switch (of) {
      case 'gap':
        return `${many} without a reading; ${kw(usual)} is usual at these times.`;
      case 'zeros':
        return `${many} at or about zero, where ${kw(usual)} is usual.`;
      case 'flat':
        return `${many} stand still at ${kw(seen)}.`;
      case 'spike':
        return `Up to ${kw(seen)}, where ${kw(usual)} is usual.`;
      case 'catch-up':
        return `${kw(seen)} after missing or zero intervals: about what they should have held together.`;
      case 'reset':
        return `${kw(seen)}: below zero, in a meter that never feeds back.`;
      case 'tenth':
      case 'tenfold':
        return `${kw(seen)} on average, where ${kw(usual)} is usual${factor === null ? '' : `: ${formatQuantity(factor)} times as much`}, with the same shape.`;
    }
  },

  heat: (from: number, to: number) => `The highest hours lie between ${formatHourOfDay(from)} and ${formatHourOfDay(to)}`,
  heatSay: 'Mean power for each hour of each day.',
  heatHow: 'A column is a day, a row an hour. Dark cells are high load; a dark stripe across is a daily habit, a dark column a special day. Hatched cells have no readings.',
  heatAlt: (from: string, to: string, most: string) => `Mean power by hour and day, up to ${most} kilowatts; the highest hours lie between ${from} and ${to}.`,
  heatNone: 'no readings',
  heatTable: 'Power by hour of the day, over all days of the period, in kilowatts',
  meanPower: 'Mean, kW',
  highestPower: 'Highest, kW',

  duration: (kw: number) => `Half the time the load is under ${formatQuantity(kw)} kW`,
  durationSay: 'How large a share of the time each level of power was reached or passed.',
  durationHow: 'The left end is the peak, the right end the load that is always there. A steep left end means few hours make the peak, and a response event can cut it.',
  durationAlt: (most: string, half: string, least: string) => `Load duration: at most ${most}, half the time above ${half}, always above ${least} kilowatts.`,
  ofTime: '100 % of time',
  durationTable: 'Load duration: power reached or passed during a share of the time',
  shareOfTime: 'Share of the time',
  reached: 'Reached, kW',

  acfStrong: (value: number) => `Strong daily rhythm: ${formatNumber(value, 2)} at 24 hours`,
  acfSome: (value: number) => `Some daily rhythm: ${formatNumber(value, 2)} at 24 hours`,
  acfWeak: (value: number) => `Little daily rhythm: ${formatNumber(value, 2)} at 24 hours`,
  acfSay: 'Autocorrelation (ACF): how alike the load is to itself so many hours earlier.',
  acfHow: 'Bars beyond the dashed lines differ from zero at 95 %, beyond the shaded band at 99 %. A high bar at 24 h says that yesterday tells much about today.',
  acfAlt: (lags: number) => `Autocorrelation up to ${formatNumber(lags)} hours, with bands of 95 and 99 percent.`,

  acfTable: 'Autocorrelation by lag',
  lagHours: 'Lag, h',
  correlation: 'Correlation',
  ljungBox: (p: number, hours: number, statistic: number) =>
    p < 0.05
      ? `That all of it within ${formatNumber(hours)} hours were chance is ruled out (Ljung-Box ${formatNumber(statistic)}, p ${p < 0.001 ? 'below 0.001' : `= ${formatNumber(p, 3)}`}).`
      : `All of it within ${formatNumber(hours)} hours could be chance (Ljung-Box ${formatNumber(statistic)}, p = ${formatNumber(p, 2)}).`,

  pacf: (value: number) => (Math.abs(value) > 0.8 ? 'The last reading tells most about the next' : 'The next reading needs more than the last one to tell'),
  pacfSay: 'Partial autocorrelation (PACF): the effect of each lag once the shorter ones are known.',
  pacfHow: 'Few bars beyond the bands mean a short memory: a prediction needs only those lags.',
  pacfAlt: (lags: number) => `Partial autocorrelation up to ${formatNumber(lags)} hours, with bands of 95 and 99 percent.`,
  pacfTable: 'Partial autocorrelation by lag',
  diffTable: 'Partial autocorrelation of the differences by lag',
  estimator: 'Estimated by',
  estimators: [
    { value: 'ols', text: 'Least squares' },
    { value: 'yw', text: 'Yule-Walker' },
  ] as const,
  olsPart: (n: number, all: number) => `Least squares need a stretch without gaps: the longest has ${formatNumber(n)} of ${formatNumber(all)} readings.`,
  stationary: 'The level is steady: the load is stationary',
  unsteady: 'The level wanders: the load is not stationary',
  adf: (p: number, statistic: number, lags: number) =>
    `Augmented Dickey-Fuller test with ${countOf(lags, 'lag', 'lags')}: statistic ${formatNumber(statistic, 2)}, p ${p < 0.001 ? 'below 0.001' : `= ${formatNumber(p, 3)}`}.`,
  adfSteady: 'So the bars of the partial autocorrelation can be read as they are.',
  adfUnsteady: 'So its differences from one reading to the next are shown here, with their partial autocorrelation.',
  adfHow: 'Below p = 0.05 the series counts as stationary. Where it does not, correlations of the level can be an echo of its slow drift; those of the differences are not.',
  adfNone: 'The series is too short for the test.',
  diffAlt: (lags: number) => `Partial autocorrelation of the differences up to ${formatNumber(lags)} hours.`,
  lag: 'h lag',

  quality: (share: number) => (share >= 1 ? 'Every reading is there' : `${formatPercent(share)} % of the readings are there`),
  qualitySay: 'How complete the readings of this period are, day by day.',
  qualityHow: 'A bar is a day and its height the share of its readings that arrived. Days to come are left out.',
  qualityAlt: (present: number, expected: number) => `${formatNumber(present)} of ${formatNumber(expected)} readings are there.`,
  qualityTable: 'Share of the readings that are there, by day',
  there: 'Readings there',
  expected: 'Expected',
  present: 'There',
  gaps: 'Gaps',
  longest: 'Longest gap',
  negative: 'Below zero',
  intervals: (hours: number) => `${formatQuantity(hours)} h`,
};
