import { lazy, Suspense, useRef } from 'react';
import { ProblemNotice } from '@/components/Notice';
import type { PowerChartHandle } from '@/components/charts/PowerChart';
import { usePageTitle } from '@/lib/hooks';
import { CoverageCard } from './components/CoverageCard';
import { DetailsToggle } from './components/DetailsToggle';
import { EmptyMeters } from './components/EmptyMeters';
import { EventBanner } from './components/EventBanner';
import { EventsCard } from './components/EventsCard';
import { Figures } from './components/Figures';
import { Loading } from './components/Loading';
import { PageHead } from './components/PageHead';
import { PowerCard } from './components/PowerCard';
import { Selects } from './components/Selects';
import { useLive } from './hooks/useLive';
import { useMeterPage } from './hooks/useMeterPage';
import { useView } from './hooks/useView';
import classes from './Meters.module.css';
import { text } from './text';

const Details = lazy(() => import('./components/details/Details'));

export default function MetersPage() {
  const [view, change] = useView();
  const page = useMeterPage(view);
  const connection = useLive(page.id || undefined);
  const chart = useRef<PowerChartHandle>(null);
  const { data, series, overview, list, portal } = page;
  usePageTitle(`${page.meter?.label ?? text.title} · ${portal.data?.name ?? ''}`);

  if (list.isError) return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />;
  if (portal.isError) return <ProblemNotice error={portal.error} onRetry={() => void portal.refetch()} />;
  if (page.hasNoMeter) return <EmptyMeters />;
  return (
    <>
      <PageHead page={page} view={view} connection={connection} chart={chart} />
      <Selects page={page} view={view} change={change} />
      {overview.isError && <ProblemNotice error={overview.error} onRetry={() => void overview.refetch()} />}
      {!overview.isError && (!data || !series) && <Loading />}
      {data && series && !overview.isError && (
        <div className={classes.stack} aria-busy={overview.isPlaceholderData}>
          <EventBanner events={data.events} zone={page.zone} />
          <Figures data={data} page={page} />
          <PowerCard page={page} data={data} series={series} view={view} change={change} chart={chart} />
          <div className={classes.two}>
            <EventsCard page={page} data={data} change={change} />
            <CoverageCard data={data} zone={page.zone} />
          </div>
          <DetailsToggle isOpen={view.hasDetails} change={change} />
          {view.hasDetails && (
            <Suspense fallback={<Loading />}>
              <Details page={page} series={series} change={change} />
            </Suspense>
          )}
          <p className={classes.foot}>{text.foot}</p>
        </div>
      )}
    </>
  );
}
