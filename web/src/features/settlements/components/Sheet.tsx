import type { Portal } from '@/api/types';
import { Facts, pageClasses } from '@/components/Page';
import { formatDollars, formatInterval, formatMeterNumber } from '@/lib/format';
import { useMoments } from '@/lib/moments';
import { fromIso, type Zone } from '@/lib/time';
import type { Settlement, StatementLine } from '../api';
import type { CustomerStatement } from '../lib/statements';
import { onPaper } from '../lib/result';
import classes from '../Statement.module.css';
import { text } from '../text';

const COLUMNS = [text.nomination, text.baseline, text.metered, text.performance, text.factor, text.creditColumn];

function LineRow({ line }: { line: StatementLine }) {
  const isSettled = line.status === 'settled';
  return (
    <tr>
      <th scope="row">
        {formatMeterNumber(line.meter_id)}
        {!isSettled && <span className={pageClasses.help}>{line.problem ? text.problem(line.problem) : text.statuses[line.status as keyof typeof text.statuses]}</span>}
      </th>
      <td className={pageClasses.number}>{onPaper(line.nomination_kw)}</td>
      <td className={pageClasses.number}>{onPaper(line.baseline_kwh)}</td>
      <td className={pageClasses.number}>{onPaper(line.metered_kwh)}</td>
      <td className={pageClasses.number}>
        {onPaper(line.performance_kw)}
        {line.band_kw && ` ± ${onPaper(line.band_kw)}`}
      </td>
      <td className={pageClasses.number}>{line.factor ? Number(line.factor).toFixed(4).replace('-', '−') : text.none}</td>
      <td className={pageClasses.number}>{isSettled ? formatDollars(line.credit) : text.none}</td>
    </tr>
  );
}

interface SheetProps {
  settlement: Settlement;
  statement: CustomerStatement;
  portal: Portal;
  zone: Zone;
}

/** One customer's statement, on paper of its own. */
export function Sheet({ settlement, statement, portal, zone }: SheetProps) {
  const { time } = useMoments();
  const start = fromIso(settlement.start);
  const when = `${formatInterval(start, fromIso(settlement.end) - start, zone)}, ${zone.dayOf(start).slice(0, 4)} (${zone.name})`;
  return (
    <article className={classes.sheet}>
      <p className={classes.sender}>
        <strong>{portal.provider}</strong>
        <span>{portal.name}</span>
      </p>
      <p className={classes.to}>{statement.customer || text.noCustomer}</p>
      <h2>{text.statementTitle(settlement.event_name)}</h2>
      <Facts
        facts={[
          [text.event, settlement.is_test ? `${settlement.event_name} (${text.statementTest})` : settlement.event_name],
          [text.when, when],
          [text.program, `${settlement.program}, ${text.version(settlement.program_version).toLowerCase()}`],
          [text.method, settlement.method],
          [text.rateFact, text.rate(formatDollars(settlement.rate), settlement.credit_kind)],
          [text.settledOn, `${time(settlement.made)}, ${text.version(settlement.version).toLowerCase()}`],
        ]}
      />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className={pageClasses.scroll} role="group" aria-label={`${text.linesCaption}, ${statement.customer || text.noCustomer}`} tabIndex={0}>
        <table className={pageClasses.table}>
          <caption className="visually-hidden">{text.linesCaption}</caption>
          <thead>
            <tr>
              <th scope="col">{text.meter}</th>
              {COLUMNS.map((title) => (
                <th key={title} scope="col" className={pageClasses.number}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {statement.lines.map((line) => (
              <LineRow key={line.meter_id} line={line} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={COLUMNS.length}>
                {text.total}
              </th>
              <td className={pageClasses.number}>{formatDollars(statement.credit)}</td>
            </tr>
          </tfoot>
        </table>
      </div>
      <div className={classes.foot}>
        <strong>{text.verify}</strong>
        <p>{text.verifyHow}</p>
        <code>{text.verifyCommand}</code>
        <p>
          {text.digestWhole}: <span className={classes.digest}>{settlement.digest}</span>
        </p>
        {portal.contact && <p>{text.contact(portal.contact)}</p>}
      </div>
    </article>
  );
}
