/** Words of "More details". */
import { formatHourOfDay, formatNumber, formatPercent, formatQuantity } from '@/lib/format';

export const text = {
  hour: formatHourOfDay,
  noData: 'Not enough readings in this period',
  noDataSay: 'Choose a longer period, or one with readings.',

  profile: (hour: number, kw: number) => `Working days peak around ${formatHourOfDay(hour)}, at ${formatQuantity(kw)} kW on average`,
  profileFlat: 'A load that hardly knows the time of day',
  profileSay: 'Mean power by time of day, over the working days and over the weekends of this period.',
  profileHow: 'Where the lines part, the weekend differs. A high line at night is load that never rests, and often the easiest to save.',
  profileAlt: (weekday: string, weekend: string) => `Mean day. Working days highest ${weekday} kilowatts, weekends highest ${weekend} kilowatts.`,
  workingDays: 'Working days',
  weekends: 'Weekends',

  heat: (from: number, to: number) => `The highest hours lie between ${formatHourOfDay(from)} and ${formatHourOfDay(to)}`,
  heatSay: 'Mean power for each hour of each day.',
  heatHow: 'A column is a day, a row an hour. Dark cells are high load; a dark stripe across is a daily habit, a dark column a special day. Hatched cells have no readings.',
  heatAlt: (from: string, to: string, most: string) => `Mean power by hour and day, up to ${most} kilowatts; the highest hours lie between ${from} and ${to}.`,
  heatNone: 'no readings',

  duration: (kw: number) => `Half the time the load is under ${formatQuantity(kw)} kW`,
  durationSay: 'How large a share of the time each level of power was reached or passed.',
  durationHow: 'The left end is the peak, the right end the load that is always there. A steep left end means few hours make the peak, and a response event can cut it.',
  durationAlt: (most: string, half: string, least: string) => `Load duration: at most ${most}, half the time above ${half}, always above ${least} kilowatts.`,
  ofTime: '100 % of time',

  acfStrong: (value: number) => `Strong daily rhythm: ${formatNumber(value, 2)} at 24 hours`,
  acfSome: (value: number) => `Some daily rhythm: ${formatNumber(value, 2)} at 24 hours`,
  acfWeak: (value: number) => `Little daily rhythm: ${formatNumber(value, 2)} at 24 hours`,
  acfSay: 'Autocorrelation (ACF): how alike the load is to itself so many hours earlier.',
  acfHow: 'Bars beyond the dashed lines differ from zero at 95 %, beyond the shaded band at 99 %. A high bar at 24 h says that yesterday tells much about today.',
  acfAlt: (lags: number) => `Autocorrelation up to ${formatNumber(lags)} hours, with bands of 95 and 99 percent.`,

  pacf: (value: number) => (Math.abs(value) > 0.8 ? 'The last reading tells most about the next' : 'The next reading needs more than the last one to tell'),
  pacfSay: 'Partial autocorrelation (PACF): the effect of each lag once the shorter ones are known.',
  pacfHow: 'Few bars beyond the bands mean a short memory: a prediction needs only those lags.',
  pacfAlt: (lags: number) => `Partial autocorrelation up to ${formatNumber(lags)} hours, with bands of 95 and 99 percent.`,
  stationary: 'The level is steady: the load is stationary',
  unsteady: 'The level wanders: the load is not stationary',
  adf: (p: number, statistic: number) =>
    `Augmented Dickey-Fuller test: statistic ${formatNumber(statistic, 2)}, p ${p < 0.001 ? 'below 0.001' : `= ${formatNumber(p, 3)}`}.`,
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
  expected: 'Expected',
  present: 'There',
  gaps: 'Gaps',
  longest: 'Longest gap',
  negative: 'Below zero',
  intervals: (hours: number) => `${formatQuantity(hours)} h`,
};
