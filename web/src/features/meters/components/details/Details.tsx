import type { PowerSeries } from '@/components/charts/series';
import { useScheme } from '@/theme/scheme';
import { useIsPhone } from '@/lib/hooks';
import { useCompleteSeries } from '../../hooks/useCompleteSeries';
import type { MeterPage } from '../../hooks/useMeterPage';
import type { Change } from '../../hooks/useView';
import { zoomTo, type Range } from '../../lib/view';
import classes from '../../Meters.module.css';
import { AcfCard, PacfCard, StationarityCard } from './CorrelationCards';
import { AnomaliesCard } from './AnomaliesCard';
import { DurationCard } from './DurationCard';
import { HeatMapCard } from './HeatMapCard';
import { ProfileCard } from './ProfileCard';
import { QualityCard } from './QualityCard';
import { StatisticsCard } from './StatisticsCard';

/** The second row of cards, fetched and drawn only when asked for. */
export default function Details({ page, series, change }: { page: MeterPage; series: PowerSeries; change: Change }) {
  const { id, range, zone, limits, period } = page;
  const { complete, error } = useCompleteSeries(id, range, series);
  const shared = { meter: id, range, scheme: useScheme(), isPhone: useIsPhone() };
  const zoom = (wanted: Range): void => {
    change((now) => zoomTo(now, wanted, limits, period));
    window.scrollTo({ top: 0 });
  };
  return (
    <div className={classes.two}>
      <div className={classes.wide}>
        <HeatMapCard complete={complete} error={error} zone={zone} {...shared} />
      </div>
      <ProfileCard {...shared} />
      <StatisticsCard zone={zone} {...shared} />
      <DurationCard {...shared} />
      <QualityCard complete={complete} zone={zone} {...shared} />
      <div className={classes.wide}>
        <AnomaliesCard zone={zone} onZoom={zoom} {...shared} />
      </div>
      <AcfCard {...shared} />
      <PacfCard {...shared} />
      <StationarityCard {...shared} />
    </div>
  );
}
