import { lazy, Suspense, useMemo, useState, type RefObject } from 'react';
import { Card } from '@/components/Card';
import { Skeleton } from '@/components/Skeleton';
import { zoomAbout } from '@/components/charts/gestures';
import { useHoverStore } from '@/components/charts/hover';
import { PowerChart, type PowerChartHandle } from '@/components/charts/PowerChart';
import type { PowerSeries } from '@/components/charts/series';
import type { Overview } from '@/api/types';
import { useIsPhone } from '@/lib/hooks';
import { fromIso } from '@/lib/time';
import { useScheme } from '@/theme/scheme';
import { useCompared } from '../hooks/useCompared';
import { useDoubts } from '../hooks/useDoubts';
import { useCompleteSeries } from '../hooks/useCompleteSeries';
import type { MeterPage } from '../hooks/useMeterPage';
import type { Change } from '../hooks/useView';
import { eventsIn, findingOf, highestOf } from '../lib/findings';
import { zoomTo, type Range, type View } from '../lib/view';
import { chartWords, text } from '../text';
import { ChartTools } from './ChartTools';
import { Differences } from './Differences';
import { KeyboardChart } from './KeyboardChart';
import { Legend } from './Legend';
import { NoData } from './NoData';
import classes from './PowerCard.module.css';
import { RangeStrip } from './RangeStrip';
import { Readout } from './Readout';

const Table = lazy(() => import('./ReadingsTable'));
const HEIGHT = { wide: 420, phone: 290 };

interface PowerCardProps {
  page: MeterPage;
  data: Overview;
  series: PowerSeries;
  view: View;
  change: Change;
  chart: RefObject<PowerChartHandle | null>;
}

export function PowerCard({ page, data, series, view, change, chart }: PowerCardProps) {
  const { zone, range, covered, period, limits, id } = page;
  const isPhone = useIsPhone();
  const scheme = useScheme();
  const hover = useHoverStore();
  const [shows, setShows] = useState({ actual: true, predicted: true });
  const compare = useCompared(id, range, view.compare, zone);
  const { complete } = useCompleteSeries(id, range, series);
  const events = useMemo(() => data.events.map(({ start, end }) => ({ from: fromIso(start), to: fromIso(end) })), [data.events]);
  const doubts = useDoubts(id, range);
  const highest = useMemo(() => highestOf(series), [series]);

  const zoom = (wanted: Range): void => {
    change((now) => zoomTo(now, wanted, limits, period));
  };
  const zoomBy = (factor: number, at = (range.from + range.to) / 2): void => {
    zoom(zoomAbout(range, at, factor));
  };
  const whole = (): void => {
    if (view.zoom) change({ zoom: null });
  };
  const hasPoints = series.time.length > 0 && (data.totals.actual_intervals > 0 || data.totals.predicted_intervals > 0);
  const shared = { series, unit: view.unit, zone, hover };

  return (
    <Card
      title={text.finding(findingOf(data.totals, data.events, covered), zone)}
      say={text.summary(covered, data.totals, highest, series.interval, zone)}
      actions={<ChartTools view={view} change={change} onZoom={zoomBy} />}
    >
      <Legend shows={shows} onShows={setShows} compare={view.compare} hasEvents={eventsIn(data.events, range).length > 0} />
      {hasPoints ? (
        <>
          <Readout {...shared} compare={compare} compared={view.compare} />
          <KeyboardChart
            {...shared}
            chart={chart}
            onZoom={zoomBy}
            onWhole={whole}
            onTable={() => {
              change((now) => ({ ...now, hasTable: !now.hasTable }));
            }}
          >
            <PowerChart
              {...shared}
              ref={chart}
              compare={compare}
              range={range}
              events={events}
              doubts={doubts}
              shows={shows}
              scheme={scheme}
              isPhone={isPhone}
              height={isPhone ? HEIGHT.phone : HEIGHT.wide}
              words={chartWords}
              onZoom={zoom}
            />
          </KeyboardChart>
          {doubts.length > 0 && (
            <p className={classes.note}>
              <span className={classes.doubt} aria-hidden="true" />
              {text.doubts(doubts.length)}
            </p>
          )}
          {series.isReduced && <p className={classes.note}>{text.reduced(series.time.length, series.fullCount)}</p>}
          <Differences complete={complete} interval={series.interval} range={range} zone={zone} events={events} />
        </>
      ) : (
        <NoData meter={data.meter} zone={zone} change={change} />
      )}
      <RangeStrip page={page} change={change} events={events} />
      {view.hasTable && (
        <Suspense fallback={<Skeleton height={420} />}>
          {complete ? <Table series={complete} unit={view.unit} zone={zone} /> : <Skeleton height={420} />}
        </Suspense>
      )}
    </Card>
  );
}
