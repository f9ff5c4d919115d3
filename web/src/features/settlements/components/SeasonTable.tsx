import { Link } from 'react-router-dom';
import { pageClasses } from '@/components/Page';
import { centsOf, toDecimal } from '@/lib/cents';
import { formatDate, formatDollars } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import type { Season, Settlement } from '../api';
import { text } from '../text';

type Totals = Settlement['totals'];
export const netOf = ({ provider_saving, credit }: Totals): string => toDecimal(centsOf(provider_saving) - centsOf(credit));

function Amounts({ totals }: { totals: Totals }) {
  return (
    <>
      <td className={pageClasses.number}>{text.quantity(totals.delivered_kw)}</td>
      <td className={pageClasses.number}>{formatDollars(totals.credit)}</td>
      <td className={pageClasses.number}>{formatDollars(totals.provider_saving)}</td>
      <td className={pageClasses.number}>{formatDollars(netOf(totals))}</td>
    </>
  );
}

export function SeasonTable({ season, zone }: { season: Season; zone: Zone }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={pageClasses.scroll} role="group" aria-label={text.events} tabIndex={0}>
      <table className={pageClasses.table}>
        <caption className="visually-hidden">{text.chart}</caption>
        <thead>
          <tr>
            <th scope="col">{text.event}</th>
            <th scope="col">{text.when}</th>
            {[`${text.delivered} kW`, text.credit, text.saving, text.net].map((title) => (
              <th key={title} scope="col" className={pageClasses.number}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {season.events.map((settlement) => (
            <tr key={settlement.id}>
              <th scope="row">
                <Link to={`/settlements/${settlement.id}`}>{settlement.event_name}</Link>
              </th>
              <td>{formatDate(fromIso(settlement.start), 'dayYear', zone)}</td>
              <Amounts totals={settlement.totals} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {text.total}
            </th>
            <Amounts totals={season.totals} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
