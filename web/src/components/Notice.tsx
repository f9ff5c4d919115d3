import { IconAlertCircle, IconBolt, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from './Button';
import classes from './Notice.module.css';
import { text } from './text';

type Kind = 'info' | 'bad' | 'event' | 'good';
const ICONS = { info: IconInfoCircle, bad: IconAlertCircle, event: IconBolt, good: IconCircleCheck };

interface NoticeProps {
  kind: Kind;
  children: ReactNode;
  action?: ReactNode;
  role?: 'status' | 'alert' | 'note';
}

export function Notice({ kind, children, action, role = 'status' }: NoticeProps) {
  const Icon = ICONS[kind];
  return (
    <div className={`${classes.notice} ${classes[kind] ?? ''}`} role={role}>
      <Icon size={20} aria-hidden />
      <div className={classes.words}>{children}</div>
      {action}
    </div>
  );
}

interface ProblemNoticeProps {
  error: unknown;
  /** What is safe in spite of it, where the usual words do not fit. */
  safe?: string;
  onRetry?: () => void;
}

/** What happened, what is safe, what to do, and the request to quote. */
export function ProblemNotice({ error, safe = text.safe, onRetry }: ProblemNoticeProps) {
  const problem = toProblem(error);
  const { title, detail, cure, instance } = problem.document;
  return (
    <Notice kind="bad" role="alert" action={onRetry && <Button onClick={onRetry}>{text.tryAgain}</Button>}>
      <strong>{title}</strong>
      <p>
        {detail} {problem.isOffline ? text.offlineSafe : safe} {cure}
      </p>
      {instance && <p className={classes.small}>{text.requestId(instance)}</p>}
    </Notice>
  );
}
