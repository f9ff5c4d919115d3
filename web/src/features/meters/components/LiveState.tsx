import type { Overview } from '@/api/types';
import { formatAge } from '@/lib/format';
import { useIsOnline, useNow } from '@/lib/hooks';
import type { Connection } from '../hooks/useLive';
import classes from '../Meters.module.css';
import { text } from '../text';

type Latest = NonNullable<Overview['latest']>;

interface LiveStateProps {
  latest: Overview['latest'];
  connection: Connection;
  when: (latest: Latest) => string;
}

const LIVE_INTERVALS = 3;

/** "Live, updated 2 min ago", or honestly something else. Age counts from the end of the latest interval. */
export function LiveState({ latest, connection, when }: LiveStateProps) {
  const now = useNow();
  const isOnline = useIsOnline();
  if (!latest) return <span>{text.noReadingYet}</span>;
  const age = now - (latest.start_utc + latest.interval_s);
  if (age >= LIVE_INTERVALS * latest.interval_s) return <span>{when(latest)}</span>;
  const isLost = connection === 'lost' || !isOnline;
  return (
    <span className={`${classes.live} ${isLost ? classes.lost : ''}`} data-testid="live-state">
      <i aria-hidden="true" />
      {isLost ? text.reconnecting(formatAge(age)) : text.live(formatAge(age))}
    </span>
  );
}
