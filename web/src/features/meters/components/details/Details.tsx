import type { PowerSeries } from '@/components/charts/series';
import { useScheme } from '@/theme/scheme';
import { useIsPhone } from '@/lib/hooks';
import { useCompleteSeries } from '../../hooks/useCompleteSeries';
import type { MeterPage } from '../../hooks/useMeterPage';
import classes from '../../Meters.module.css';
import { AcfCard, PacfCard, StationarityCard } from './CorrelationCards';
import { HeatMapCard } from './HeatMapCard';
import { DurationCard, ProfileCard } from './ProfileCards';
import { QualityCard } from './QualityCard';

/** The second row of cards, fetched and drawn only when asked for. */
export default function Details({ page, series }: { page: MeterPage; series: PowerSeries }) {
  const { id, range, zone } = page;
  const { complete, error } = useCompleteSeries(id, range, series);
  const shared = { meter: id, range, scheme: useScheme(), isPhone: useIsPhone() };
  return (
    <div className={classes.two}>
      <div className={classes.wide}>
        <HeatMapCard complete={complete} error={error} zone={zone} {...shared} />
      </div>
      <ProfileCard {...shared} />
      <DurationCard {...shared} />
      <AcfCard {...shared} />
      <PacfCard {...shared} />
      <StationarityCard {...shared} />
      <QualityCard complete={complete} zone={zone} {...shared} />
    </div>
  );
}
