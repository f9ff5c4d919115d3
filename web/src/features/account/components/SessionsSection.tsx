import { useQuery } from '@tanstack/react-query';
import type { LogInSession } from '@/api/types';
import { Button } from '@/components/Button';
import { ProblemNotice } from '@/components/Notice';
import { Pill } from '@/components/Pill';
import { Skeleton } from '@/components/Skeleton';
import { formatAge, formatDate } from '@/lib/format';
import { useNow } from '@/lib/hooks';
import { fromIso, type Zone } from '@/lib/time';
import classes from '../Account.module.css';
import { sessionsQuery, useEndOtherSessions, useEndSession } from '../api';
import { deviceName } from '../device';
import { text } from '../text';

function SessionLine({ session, zone, now }: { session: LogInSession; zone: Zone; now: number }) {
  const end = useEndSession();
  const created = fromIso(session.created);
  const used = formatAge(now - fromIso(session.last_used));
  return (
    <li className={classes.session}>
      <div>
        <strong>{deviceName(session.device)}</strong> {session.is_this_one && <Pill kind="good">{text.thisDevice}</Pill>}
        <p className={classes.help}>
          {text.lastUsed(used)}. {text.begun(`${formatDate(created, 'dayYear', zone)}, ${formatDate(created, 'time', zone)}`, session.address)}
        </p>
        {end.isError && <ProblemNotice error={end.error} />}
      </div>
      {!session.is_this_one && (
        <Button
          aria-label={text.endNamed(deviceName(session.device), used)}
          onClick={() => {
            end.mutate(session.id);
          }}
        >
          {text.end}
        </Button>
      )}
    </li>
  );
}

export function SessionsSection({ zone }: { zone: Zone }) {
  const sessions = useQuery(sessionsQuery);
  const endOthers = useEndOtherSessions();
  const now = useNow();
  if (sessions.isError) return <ProblemNotice error={sessions.error} onRetry={() => void sessions.refetch()} />;
  if (!sessions.data) return <Skeleton height={96} />;
  const list = sessions.data.sessions;
  return (
    <div className={classes.form}>
      <ul className={classes.sessions}>
        {list.map((session) => (
          <SessionLine key={session.id} session={session} zone={zone} now={now} />
        ))}
      </ul>
      {endOthers.isError && <ProblemNotice error={endOthers.error} />}
      {list.length > 1 ? (
        <div>
          <Button
            onClick={() => {
              endOthers.mutate();
            }}
          >
            {text.endOthers}
          </Button>
        </div>
      ) : (
        <p className={classes.help}>{text.onlyThis}</p>
      )}
    </div>
  );
}
