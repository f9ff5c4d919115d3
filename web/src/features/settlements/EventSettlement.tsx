import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { Button } from '@/components/Button';
import { Card } from '@/components/Card';
import { Notice, ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { useMoments } from '@/lib/moments';
import { settlementsQuery, statementAddress, type Settlement } from './api';
import { OwnResults } from './components/OwnResults';
import { SettleDialog } from './components/SettleDialog';
import { Totals } from './components/Totals';
import classes from './Settlements.module.css';
import { text } from './text';

function Links({ id }: { id: number }) {
  return (
    <p className={classes.links}>
      <Link to={`/settlements/${id}`}>{text.open}</Link>
      <Link to={`/settlements/${id}/statement`}>{text.statement}</Link>
      <a href={statementAddress(id, 'jsonl')} download>
        {text.jsonl}
      </a>
      <a href={statementAddress(id, 'csv')} download>
        {text.csv}
      </a>
    </p>
  );
}

function Versions({ settlements }: { settlements: readonly Settlement[] }) {
  const { time } = useMoments();
  return (
    <ol className={classes.versions} aria-label={text.versions}>
      {settlements.map(({ id, version, is_latest, made, made_by, reason }) => (
        <li key={id}>
          <strong>
            {text.version(version)} {is_latest && <span className={pageClasses.muted}>{text.latest}</span>}
          </strong>
          <span className={pageClasses.muted}>{text.madeBy(time(made), made_by)}</span>
          {reason && <span>{text.because(reason)}</span>}
          <Links id={id} />
        </li>
      ))}
    </ol>
  );
}

interface EventSettlementProps {
  event: { id: number; name: string };
  mayManage: boolean;
  isStaff: boolean;
}

/** What came of an event that is over: for the provider all of it, for members their own meters. */
export default function EventSettlement({ event, mayManage, isStaff }: EventSettlementProps) {
  const [isSettling, setIsSettling] = useState(false);
  const [done, setDone] = useState('');
  const list = useQuery(settlementsQuery(event.id));
  const settlements = list.data?.settlements;
  const latest = settlements?.[0];
  const settle = mayManage && settlements && (
    <Button isPrimary={!latest} onClick={() => { setIsSettling(true); }}>
      {latest ? text.settleAgain : text.settle}
    </Button>
  );
  return (
    <Card title={isStaff ? text.title : text.resultTitle} say={settlements && !latest ? (isStaff ? text.notYet : text.notYetMember) : undefined} actions={settle}>
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      {done && <Notice kind="good">{done}</Notice>}
      {latest && <Totals totals={latest.totals} isStaff={isStaff} />}
      {latest && !isStaff && (
        <>
          <OwnResults id={latest.id} />
          <Links id={latest.id} />
        </>
      )}
      {isStaff && settlements && settlements.length > 0 && <Versions settlements={settlements} />}
      {isSettling && (
        <SettleDialog
          event={event}
          isFirst={!latest}
          onClose={() => {
            setIsSettling(false);
          }}
          onDone={({ version }) => {
            setIsSettling(false);
            setDone(text.settled(version));
          }}
        />
      )}
    </Card>
  );
}
