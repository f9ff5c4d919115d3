import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { formatDollars, formatMeterNumber } from '@/lib/format';
import { ownLinesQuery, type Line } from '../api';
import { resultOf } from '../lib/result';
import classes from '../Settlements.module.css';
import { text } from '../text';

function OwnResult({ id, line }: { id: number; line: Line }) {
  const result = line.status === 'settled' ? resultOf(line) : null;
  return (
    <li>
      <div>
        <strong>{line.label || formatMeterNumber(line.meter_id)}</strong>
        {line.label && <span className={pageClasses.muted}>{formatMeterNumber(line.meter_id)}</span>}
      </div>
      {result ? (
        <div>
          <span className={classes.large}>{result.reduction}</span>
          <span>{[formatDollars(line.credit), result.share].filter(Boolean).join(' · ')}</span>
          {result.say && <span className={pageClasses.muted}>{result.say}</span>}
        </div>
      ) : (
        <span>{text.statuses[line.status]}</span>
      )}
      <Link to={`/settlements/${id}/lines/${line.meter_id}`} aria-label={text.howComputedOf(line.meter_id)}>
        {text.howComputed}
      </Link>
    </li>
  );
}

/** The result card of a member: each of its meters. */
export function OwnResults({ id }: { id: number }) {
  const lines = useQuery(ownLinesQuery(id));
  if (lines.isError) return <ProblemNotice error={lines.error} onRetry={() => void lines.refetch()} />;
  if (!lines.data) return null;
  return (
    <>
      <ul className={classes.results}>
        {lines.data.rows.map((line) => (
          <OwnResult key={line.meter_id} id={id} line={line} />
        ))}
      </ul>
      {lines.data.total > lines.data.rows.length && <Link to={`/settlements/${id}`}>{text.moreMeters}</Link>}
    </>
  );
}
