import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import { permissionsQuery } from '@/api/session';
import { ProblemNotice } from '@/components/Notice';
import { Segmented } from '@/components/Segmented';
import { Skeleton } from '@/components/Skeleton';
import { usePageTitle } from '@/lib/hooks';
import { rankingQuery } from './api';
import classes from './Ranking.module.css';
import { RankingTable } from './RankingTable';
import { text, type Measure } from './text';

const PROVIDER_LEVEL = 1;

export default function RankingPage() {
  const portal = usePortal();
  const permissions = useQuery(permissionsQuery);
  const [search, setSearch] = useSearchParams();
  const by: Measure = search.get('by') === 'savings' ? 'savings' : 'participation';
  const ranking = useQuery(rankingQuery(by));
  usePageTitle(`${text.title} · ${portal.data?.name ?? ''}`);
  const isProvider = (permissions.data?.level ?? PROVIDER_LEVEL + 1) <= PROVIDER_LEVEL;
  return (
    <div className={classes.stack}>
      <div>
        <h1>{text.title}</h1>
        <p className={classes.lead}>{isProvider ? text.leadProvider : text.lead}</p>
        <p>
          <Link to="/map">{text.map}</Link>
        </p>
      </div>
      <div className={classes.tools}>
        <span aria-hidden="true">{text.by}</span>
        <Segmented
          label={text.by}
          options={text.measures}
          value={by}
          onChange={(value) => {
            setSearch({ by: value }, { replace: true });
          }}
        />
      </div>
      {ranking.isError && <ProblemNotice error={ranking.error} onRetry={() => void ranking.refetch()} />}
      {ranking.isPending && <Skeleton height={240} />}
      {ranking.data && (
        <>
          {ranking.data.organisations.length === 0 ? <p className={classes.empty}>{text.empty}</p> : <RankingTable organisations={ranking.data.organisations} />}
          {ranking.data.left_off > 0 && <p className={classes.note}>{text.leftOff(ranking.data.left_off, ranking.data.least_meters)}</p>}
          <p className={classes.note}>{text.rule}</p>
        </>
      )}
    </div>
  );
}
