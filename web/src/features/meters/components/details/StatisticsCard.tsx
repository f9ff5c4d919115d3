import { useQuery } from '@tanstack/react-query';
import type { Statistics } from '@/api/types';
import { formatDate, formatNumber, formatPercent, formatQuantity } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import { statisticsQuery } from '../../api';
import { baseShare } from '../../lib/usual';
import { DetailCard, type DetailProps } from './DetailCard';
import classes from './details.module.css';
import { text } from './text';

function title(data: Statistics): string {
  const share = baseShare(data);
  return share === null ? text.statistics : text.base(share);
}

function yearSay({ year_on_year: year }: Statistics): string {
  if (!year || year.change === null) return text.noYear;
  return text.year(year.change, year.intervals, year.energy_wh / 1000, year.earlier_wh / 1000);
}

function facts({ load }: Statistics, zone: Zone): [name: string, value: string, note: string][] {
  if (!load) return [];
  const kw = (value: number | null): string => (value === null ? text.unknown : `${formatQuantity(value)} kW`);
  const when = load.peak_start === null ? '' : formatDate(fromIso(load.peak_start), 'day', zone);
  return [
    [text.baseLoad, kw(load.base_kw), text.baseNote],
    [text.meanLoad, kw(load.mean_kw), ''],
    [text.peakLoad, kw(load.peak_kw), when],
    [text.loadFactor, load.load_factor === null ? text.unknown : `${formatPercent(load.load_factor)} %`, text.factorNote],
    [text.nearBase, kw(load.near_base_kw), text.nearBaseNote],
    [text.nearPeak, kw(load.near_peak_kw), text.nearPeakNote],
  ];
}

/** A bar from zero to the peak with the base, the mean and the near-peak load on it. */
function Scale({ load }: { load: NonNullable<Statistics['load']> }) {
  const at = (kw: number): number => (load.peak_kw > 0 ? Math.max(0, Math.min(100, (kw / load.peak_kw) * 100)) : 0);
  const base = load.base_kw ?? load.near_base_kw;
  return (
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" className={classes.scale} role="img" aria-label={text.scaleAlt(formatQuantity(base), formatQuantity(load.mean_kw), formatQuantity(load.peak_kw))}>
      <rect x={0} y={0} width={100} height={10} fill="var(--sunken)" />
      <rect x={0} y={0} width={at(load.near_peak_kw)} height={10} fill="var(--saved-fill)" />
      <rect x={0} y={0} width={at(base)} height={10} fill="var(--actual)" />
      <rect x={at(load.mean_kw) - 0.3} y={0} width={0.6} height={10} fill="var(--ink)" />
    </svg>
  );
}

export function StatisticsCard({ meter, range, zone }: DetailProps & { zone: Zone }) {
  const { data, error } = useQuery(statisticsQuery(meter, range));
  return (
    <DetailCard
      data={data}
      error={error}
      isEmpty={(d) => d.load === null}
      title={title}
      say={yearSay}
      how={text.statisticsHow}
      twin={(d) => ({
        caption: text.statistics,
        columns: [text.figure, text.value],
        rows: [
          ...facts(d, zone).map(([name, value]) => [name, value]),
          ...(d.year_on_year
            ? [
                [text.thisYear, `${formatNumber(d.year_on_year.energy_wh / 1000)} kWh`],
                [text.lastYear, `${formatNumber(d.year_on_year.earlier_wh / 1000)} kWh`],
              ]
            : []),
        ],
      })}
    >
      {(d) => (
        <>
          {d.load && <Scale load={d.load} />}
          <dl className={classes.facts}>
            {facts(d, zone).map(([name, value, note]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
                {note && <dd className={classes.small}>{note}</dd>}
              </div>
            ))}
          </dl>
        </>
      )}
    </DetailCard>
  );
}
