import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import { permissionsQuery } from '@/api/session';
import { ProblemNotice } from '@/components/Notice';
import { Skeleton } from '@/components/Skeleton';
import { usePageTitle } from '@/lib/hooks';
import { mapQuery, type MeterMap } from './api';
import { ChosenMeter } from './components/ChosenMeter';
import { Legend } from './components/Legend';
import { MapCanvas } from './components/MapCanvas';
import { MapList } from './components/MapList';
import classes from './Map.module.css';
import { text } from './text';

function Empty() {
  return (
    <div className={classes.empty}>
      <h2>{text.empty}</h2>
      <p>{text.emptyHelp}</p>
    </div>
  );
}

function Filled({ data }: { data: MeterMap }) {
  const [search, setSearch] = useSearchParams();
  const chosen = search.get('meter') ?? undefined;
  const meter = data.meters.find(({ id }) => id === chosen);
  const choose = (id: string | undefined): void => {
    setSearch(id === undefined ? {} : { meter: id }, { replace: true });
  };
  return (
    <>
      <div className={classes.layout}>
        <MapCanvas data={data} chosen={meter?.id} onChoose={choose} />
        <MapList meters={data.meters} chosen={meter?.id} onChoose={choose} />
        {meter && (
          <ChosenMeter
            meter={meter}
            onClose={() => {
              choose(undefined);
            }}
          />
        )}
        <Legend />
      </div>
      {data.without_place > 0 && <p className={classes.note}>{text.withoutPlace(data.without_place)}</p>}
      {data.left_off > 0 && <p className={classes.note}>{text.leftOff(data.left_off)}</p>}
    </>
  );
}

export default function MapPage() {
  const portal = usePortal();
  const permissions = useQuery(permissionsQuery);
  const map = useQuery(mapQuery);
  usePageTitle(`${text.title} · ${portal.data?.name ?? ''}`);
  return (
    <div className={classes.stack}>
      <div>
        <h1>{text.title}</h1>
        <p className={classes.lead}>{text.lead}</p>
        {permissions.data?.pages.includes('ranking') && (
          <p>
            <Link to="/ranking">{text.ranking}</Link>
          </p>
        )}
      </div>
      {map.isError && <ProblemNotice error={map.error} onRetry={() => void map.refetch()} />}
      {map.isPending && <Skeleton height={480} />}
      {map.data && (map.data.meters.length === 0 ? <Empty /> : <Filled data={map.data} />)}
    </div>
  );
}
