import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { Card } from '@/components/Card';
import { ProblemNotice } from '@/components/Notice';
import { PageHead, pageClasses } from '@/components/Page';
import { SectionTabs } from '@/components/SectionTabs';
import { Skeleton } from '@/components/Skeleton';
import { laboratoryQuery, type Laboratory } from './api';
import { LaboratoryForm } from './components/LaboratoryForm';
import { TrialTable } from './components/TrialTable';
import classes from './Laboratory.module.css';
import { addressOf, draftOf, wishOf } from './lib/wish';
import { text } from './text';

function Outcome({ laboratory }: { laboratory: Laboratory }) {
  const { methods, recommendation, meters, meters_left_out: left, from, to, windows } = laboratory;
  if (methods.every(({ windows: tried }) => tried.every(({ events_with_readings: events }) => events === 0))) {
    return (
      <Card title={text.empty}>
        <p className={classes.note}>{text.emptyDetail}</p>
      </Card>
    );
  }
  const chosen = recommendation.method === null ? undefined : methods[recommendation.method]?.name;
  return (
    <Card title={text.recommendation(chosen)} say={recommendation.reason}>
      <p className={classes.note}>
        {text.scope(meters.length, from, to, windows)} {left > 0 && text.sampled(left)}
      </p>
      <p className={classes.note}>{text.reading}</p>
      <TrialTable laboratory={laboratory} />
    </Card>
  );
}

/** Which baseline method to take, tried on days on which nobody was asked to use less. */
export default function LaboratoryPage() {
  const [search, setSearch] = useSearchParams();
  const laboratory = useQuery(laboratoryQuery(wishOf(search)));
  return (
    <div className={pageClasses.stack}>
      <SectionTabs current="laboratory" />
      <PageHead title={text.title} lead={text.lead} />
      <LaboratoryForm
        key={search.toString()}
        initial={draftOf(search)}
        isBusy={laboratory.isFetching}
        onRun={(draft) => {
          const address = addressOf(draft);
          if (address.toString() === search.toString()) void laboratory.refetch();
          else setSearch(address);
        }}
      />
      {laboratory.isError && <ProblemNotice error={laboratory.error} onRetry={() => void laboratory.refetch()} />}
      {laboratory.isPending && (
        <div role="status" aria-label={text.loading}>
          <Skeleton height={320} />
        </div>
      )}
      {laboratory.data && <Outcome laboratory={laboratory.data} />}
    </div>
  );
}
