import { Card } from '@/components/Card';
import { Notice, ProblemNotice } from '@/components/Notice';
import { Figures, type Figure } from '@/components/Page';
import { Skeleton } from '@/components/Skeleton';
import { decimalsFor, formatAge, formatNumber, formatQuantity, formatSigned } from '@/lib/format';
import { useIsOnline, useNow } from '@/lib/hooks';
import { fromIso, type Zone } from '@/lib/time';
import type { Board as BoardData, EventDetails } from '../api';
import classes from './Board.module.css';
import { BoardChart } from './BoardChart';
import { BoardTable } from './BoardTable';
import { text } from './text';
import { useBoard } from './useBoard';

const HEIGHT = 420;

function figuresOf({ totals }: BoardData): Figure[] {
  const { compared, reduction_kw, nominated_kw, baseline_kw, actual_kw, meters, opted_out, without_readings, missing } = totals;
  const ofCompared = (kw: string): string => (compared === 0 ? text.nothingYet : kw);
  return [
    {
      name: text.reduction,
      value: ofCompared(formatSigned(reduction_kw, decimalsFor(reduction_kw))),
      unit: text.kw,
      say: nominated_kw > 0 ? text.ofNominated(nominated_kw) : undefined,
    },
    { name: text.baseline, value: ofCompared(formatQuantity(baseline_kw)), unit: text.kw, say: text.ofCompared(compared) },
    { name: text.actual, value: ofCompared(formatQuantity(actual_kw)), unit: text.kw, say: text.ofCompared(compared) },
    { name: text.reporting, value: formatNumber(meters - opted_out - without_readings), say: text.ofMeters(meters, opted_out) },
    { name: text.missing, value: formatNumber(missing), say: text.missingSay },
  ];
}

function Updated({ asOf, isLost }: { asOf: string; isLost: boolean }) {
  const now = useNow(10);
  const isOnline = useIsOnline();
  const isOff = isLost || !isOnline;
  return (
    <span className={`${classes.live} ${isOff ? classes.lost : ''}`}>
      <i aria-hidden="true" />
      {isOff && `${text.waiting}. `}
      {text.updated(formatAge(now - fromIso(asOf)))}
    </span>
  );
}

/** How the event goes, kept current by itself. */
export function Board({ event, zone }: { event: EventDetails; zone: Zone }) {
  const board = useBoard(event.id);
  const { data } = board;
  return (
    <Card
      title={text.title(event.state === 'done')}
      say={event.state === 'notified' ? text.ahead : text.preliminary}
      actions={data && <Updated asOf={data.as_of} isLost={board.isError} />}
    >
      {board.isError && !data && <ProblemNotice error={board.error} onRetry={() => void board.refetch()} />}
      {board.isPending && (
        <div role="status" aria-label={text.loading}>
          <Skeleton height={HEIGHT} />
        </div>
      )}
      {data && (
        <>
          <Figures figures={figuresOf(data)} />
          {data.totals.without_baseline > 0 && (
            <Notice kind="info" role="note">
              {text.withoutBaseline(data.totals.without_baseline)}
            </Notice>
          )}
          {data.series.baseline_kw.length > 0 && <BoardChart board={data} zone={zone} />}
          <BoardTable id={event.id} />
        </>
      )}
    </Card>
  );
}
