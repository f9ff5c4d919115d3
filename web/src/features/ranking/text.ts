/** Every word of the ranking. */
import { formatCount, formatNumber, formatPercent, formatQuantity } from '@/lib/format';

export type Measure = 'participation' | 'savings';

export const text = {
  title: 'Ranking of organisations',
  lead: 'How organisations stood over the last 30 days. Other organisations stay anonymous.',
  leadProvider: 'How organisations stood over the last 30 days.',
  map: 'Map of the meters',
  by: 'Rank by',
  measures: [
    { value: 'participation', text: 'Participation' },
    { value: 'savings', text: 'Savings per meter' },
  ] as const satisfies readonly { value: Measure; text: string }[],
  columns: { rank: 'Rank', organisation: 'Organisation', meters: 'Meters', participation: 'Below prediction', saved: 'Saved per meter', net: 'Net per meter' },
  own: 'your organisation',
  anonymous: (rank: number) => `Organisation ${rank}`,
  percent: (share: number) => `${formatPercent(share)} %`,
  kwh: (wattHours: number) => `${formatQuantity(wattHours / 1000)} kWh`,
  number: (count: number) => formatNumber(count),
  leftOff: (count: number, least: number) =>
    `${formatCount(count, 'organisation')} with fewer than ${least} meters ${count === 1 ? 'is' : 'are'} left off, so that no figure points at a single customer.`,
  rule: 'Below prediction: the share of intervals with less use than predicted; about one half without any effort. Saved adds up those intervals only, net all of them.',
  empty: 'No organisation has readings with a prediction in the last 30 days.',
};
