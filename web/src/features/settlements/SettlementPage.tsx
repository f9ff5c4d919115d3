import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useParams } from 'react-router-dom';
import { ButtonLink } from '@/components/Button';
import { Card } from '@/components/Card';
import { ServerList } from '@/components/list';
import { Notice } from '@/components/Notice';
import { Facts, PageHead, pageClasses } from '@/components/Page';
import { formatDollars } from '@/lib/format';
import { useMoments } from '@/lib/moments';
import { loadLines, settlementsQuery, statementAddress, type Settlement } from './api';
import { columnsOf, FILTERS } from './components/columns';
import { Differences } from './components/Differences';
import { Totals } from './components/Totals';
import classes from './Settlements.module.css';
import { text } from './text';
import { WithSettlement } from './WithSettlement';

function Older({ settlement }: { settlement: Settlement }) {
  const latest = useQuery(settlementsQuery(settlement.event_id)).data?.settlements[0];
  return (
    <Notice kind="info" role="note" action={latest && <ButtonLink to={`/settlements/${latest.id}`}>{text.toLatest}</ButtonLink>}>
      {text.older}
    </Notice>
  );
}

function Lines({ id, isStaff }: { id: number; isStaff: boolean }) {
  const load = useMemo(() => loadLines(id), [id]);
  const columns = useMemo(() => columnsOf(id, isStaff), [id, isStaff]);
  return (
    <ServerList
      name={`settlement-lines-${id}`}
      caption={text.linesCaption}
      address={`/api/settlements/${id}/lines`}
      load={load}
      columns={columns}
      filters={FILTERS}
      searchLabel={text.find}
      rowKey={(line) => line.meter_id}
      rowName={(line) => line.meter_id}
      empty={{ title: text.empty, detail: text.emptyDetail }}
    />
  );
}

function Content({ settlement, isStaff }: { settlement: Settlement; isStaff: boolean }) {
  const { time } = useMoments();
  const { id, event_id, event_name, version } = settlement;
  return (
    <>
      <PageHead
        title={text.pageTitle(event_name, version)}
        lead={text.pageLead(settlement.program, settlement.program_version, settlement.method)}
        crumbs={[{ to: `/events/${event_id}`, word: event_name }]}
        actions={
          <ButtonLink to={`/settlements/${id}/statement`} isPrimary>
            {text.statement}
          </ButtonLink>
        }
      />
      {!settlement.is_latest && <Older settlement={settlement} />}
      <Card title={text.version(version)} say={settlement.reason ? text.because(settlement.reason) : undefined}>
        <Totals totals={settlement.totals} isStaff={isStaff} />
        <Facts
          facts={[
            [text.settledOn, text.madeBy(time(settlement.made), settlement.made_by)],
            [text.rateFact, text.rate(formatDollars(settlement.rate), settlement.credit_kind)],
            [text.digest, <span key="digest" className={classes.digest}>{settlement.digest}</span>],
          ]}
        />
        <p className={`${classes.links} ${pageClasses.bar}`}>
          <a href={statementAddress(id, 'jsonl')} download>
            {text.jsonl}
          </a>
          <a href={statementAddress(id, 'csv')} download>
            {text.csv}
          </a>
        </p>
      </Card>
      {version > 1 && <Differences id={id} />}
      <Lines id={id} isStaff={isStaff} />
    </>
  );
}

/** One version of a settlement: sums, what it changed, and its lines. */
export default function SettlementPage() {
  const id = Number(useParams().id);
  return <WithSettlement id={id}>{({ settlement, isStaff }) => <Content settlement={settlement} isStaff={isStaff} />}</WithSettlement>;
}
