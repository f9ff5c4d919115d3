import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Profile } from '@/api/types';
import type { PowerSeries } from '@/components/charts/series';
import { formatNumber, formatPercent } from '@/lib/format';
import type { Zone } from '@/lib/time';
import { profileQuery } from '../../api';
import { completenessOf } from '../../lib/completeness';
import { DetailCard, type DetailProps } from './DetailCard';
import classes from './details.module.css';
import { text } from './text';

interface QualityCardProps extends DetailProps {
  complete: PowerSeries | null;
  zone: Zone;
}

const WIDTH = 600;
const HEIGHT = 64;

function DayBars({ complete, zone, label }: { complete: PowerSeries; zone: Zone; label: string }) {
  const days = useMemo(() => completenessOf(complete, zone), [complete, zone]);
  const step = WIDTH / Math.max(1, days.length);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className={classes.canvas} style={{ height: HEIGHT }} role="img" aria-label={label}>
      {days.map(({ day, share }, i) => (
        <g key={day}>
          <rect x={i * step} width={Math.max(0.5, step * 0.8)} y={0} height={HEIGHT} fill="var(--sunken)" />
          <rect
            x={i * step}
            width={Math.max(0.5, step * 0.8)}
            y={HEIGHT * (1 - share)}
            height={HEIGHT * share}
            fill={share < 1 ? 'var(--event)' : 'var(--saved)'}
          />
        </g>
      ))}
    </svg>
  );
}

function Facts({ profile }: { profile: Profile }) {
  const facts: [string, string][] = [
    [text.expected, formatNumber(profile.expected)],
    [text.present, formatNumber(profile.present)],
    [text.gaps, formatNumber(profile.gaps)],
    [text.longest, text.intervals((profile.longest_gap_intervals * profile.interval_s) / 3600)],
    [text.negative, formatNumber(profile.negative)],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function QualityCard({ meter, range, complete, zone }: QualityCardProps) {
  const { data, error } = useQuery(profileQuery(meter, range));
  return (
    <DetailCard
      data={data}
      error={error}
      isEmpty={(p) => p.expected === 0}
      title={(p) => text.quality(p.present / p.expected)}
      say={text.qualitySay}
      how={text.qualityHow}
      twin={() => ({
        caption: text.qualityTable,
        columns: [text.day, text.there],
        rows: complete ? completenessOf(complete, zone).map(({ day, share }) => [day, `${formatPercent(share)} %`]) : [],
      })}
    >
      {(profile) => (
        <>
          {complete && <DayBars complete={complete} zone={zone} label={text.qualityAlt(profile.present, profile.expected)} />}
          <Facts profile={profile} />
        </>
      )}
    </DetailCard>
  );
}
