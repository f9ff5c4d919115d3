import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useParams, useSearchParams } from 'react-router-dom';
import { usePortal } from '@/api/portal';
import { Button } from '@/components/Button';
import { Notice, ProblemNotice } from '@/components/Notice';
import { PageHead } from '@/components/Page';
import { Skeleton } from '@/components/Skeleton';
import type { Zone } from '@/lib/time';
import { statementAddress, statementQuery, type Settlement } from './api';
import { Sheet } from './components/Sheet';
import { byCustomer, type CustomerStatement } from './lib/statements';
import classes from './Statement.module.css';
import { text } from './text';
import { WithSettlement } from './WithSettlement';

const MOST_AT_ONCE = 100;

interface ToolsProps {
  settlement: Settlement;
  customers: readonly CustomerStatement[];
  chosen: string | null;
  onChoose: (customer: string | null) => void;
}

function Tools({ settlement, customers, chosen, onChoose }: ToolsProps) {
  return (
    <div className={`${classes.tools} no-print`}>
      {customers.length > 1 && (
        <label>
          {text.customerChoice}
          <select
            value={chosen === null ? 'all' : `one:${chosen}`}
            onChange={(event) => {
              onChoose(event.target.value === 'all' ? null : event.target.value.slice('one:'.length));
            }}
          >
            <option value="all">{text.allCustomers}</option>
            {customers.map(({ customer }) => (
              <option key={customer} value={`one:${customer}`}>
                {customer || text.noCustomer}
              </option>
            ))}
          </select>
        </label>
      )}
      <Button isPrimary onClick={() => { window.print(); }}>
        {text.print}
      </Button>
      <a href={statementAddress(settlement.id, 'jsonl')} download>
        {text.jsonl}
      </a>
      <a href={statementAddress(settlement.id, 'csv')} download>
        {text.csv}
      </a>
    </div>
  );
}

function Content({ settlement, zone }: { settlement: Settlement; zone: Zone }) {
  const portal = usePortal();
  const [params, setParams] = useSearchParams();
  const { data, isPending, isError, error, refetch } = useQuery(statementQuery(settlement.id));
  const customers = useMemo(() => byCustomer(data ?? []), [data]);
  const chosen = params.get('customer');
  const fitting = chosen === null ? customers : customers.filter(({ customer }) => customer === chosen);
  const isTooMany = fitting.length > MOST_AT_ONCE;
  return (
    <>
      <div className="no-print">
        <PageHead
          title={text.statementTitle(settlement.event_name)}
          lead={text.printHint}
          crumbs={[
            { to: `/events/${settlement.event_id}`, word: settlement.event_name },
            { to: `/settlements/${settlement.id}`, word: text.version(settlement.version) },
          ]}
        />
      </div>
      {isError && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isPending && (
        <div role="status" aria-label={text.loading}>
          <Skeleton height={420} />
        </div>
      )}
      {data && (
        <Tools
          settlement={settlement}
          customers={customers}
          chosen={chosen}
          onChoose={(customer) => {
            setParams(customer === null ? {} : { customer }, { replace: true });
          }}
        />
      )}
      {isTooMany && <Notice kind="info">{text.tooMany(fitting.length)}</Notice>}
      {portal.data &&
        !isTooMany &&
        fitting.map((statement) => <Sheet key={statement.customer} settlement={settlement} statement={statement} portal={portal.data} zone={zone} />)}
    </>
  );
}

/** Statements for print or PDF, one customer a page; a member has its own. */
export default function StatementPage() {
  const id = Number(useParams().id);
  return <WithSettlement id={id}>{({ settlement, zone }) => <Content settlement={settlement} zone={zone} />}</WithSettlement>;
}
