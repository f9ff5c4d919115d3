import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';
import { Button, ButtonLink } from '@/components/Button';
import { ProblemNotice } from '@/components/Notice';
import { PageHead } from '@/components/Page';
import { Skeleton } from '@/components/Skeleton';
import { formatMeterNumber } from '@/lib/format';
import { derivationQuery, type Settlement } from './api';
import classes from './Settlements.module.css';
import { text } from './text';
import { WithSettlement } from './WithSettlement';

function Steps({ id, meter }: { id: number; meter: string }) {
  const { data, isPending, isError, error, refetch } = useQuery(derivationQuery(id, meter));
  if (isError) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (isPending) {
    return (
      <div role="status" aria-label={text.loading}>
        <Skeleton height={420} />
      </div>
    );
  }
  return (
    <ol className={classes.steps}>
      {data.steps.map((step) => (
        <li key={step.title}>
          <h2>{step.title}</h2>
          {step.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </li>
      ))}
    </ol>
  );
}

function Content({ settlement, meter }: { settlement: Settlement; meter: string }) {
  const { id, event_id, event_name, version } = settlement;
  return (
    <>
      <PageHead
        title={text.derivation(formatMeterNumber(meter))}
        lead={text.derivationLead(event_name, version)}
        crumbs={[
          { to: `/events/${event_id}`, word: event_name },
          { to: `/settlements/${id}`, word: text.version(version) },
        ]}
        actions={
          <>
            <ButtonLink to={`/settlements/${id}`}>{text.allLines}</ButtonLink>
            <Button onClick={() => { window.print(); }}>{text.print}</Button>
          </>
        }
      />
      <Steps id={id} meter={meter} />
    </>
  );
}

/** The whole derivation of one meter's line, step by step. */
export default function DerivationPage() {
  const { id, meter = '' } = useParams();
  return <WithSettlement id={Number(id)}>{({ settlement }) => <Content settlement={settlement} meter={meter} />}</WithSettlement>;
}
