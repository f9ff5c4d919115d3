import { useQuery } from '@tanstack/react-query';
import { Card } from '@/components/Card';
import { ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { centsOf, toDecimal } from '@/lib/cents';
import { formatDollars, formatMeterNumber } from '@/lib/format';
import { differencesQuery, type LineFigures } from '../api';
import { cell } from '../lib/result';
import { text } from '../text';

const words = (figures: LineFigures | null): string => {
  if (!figures) return text.notThere;
  if (figures.status !== 'settled') return text.statuses[figures.status];
  return `${cell(figures.performance_kw)} kW, ${formatDollars(figures.credit)}`;
};

const changeOf = (before: LineFigures | null, after: LineFigures | null): string =>
  formatDollars(toDecimal(centsOf(after?.credit ?? '0') - centsOf(before?.credit ?? '0')));

/** Meters that have other figures than in the version before. */
export function Differences({ id }: { id: number }) {
  const { data, isError, error } = useQuery(differencesQuery(id));
  if (isError) return <ProblemNotice error={error} />;
  if (!data) return null;
  return (
    <Card title={text.differences} say={data.differences.length === 0 ? text.differencesNone : undefined}>
      {data.differences.length > 0 && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <div className={pageClasses.scroll} role="group" aria-label={text.differences} tabIndex={0}>
          <table className={pageClasses.table}>
            <caption className="visually-hidden">{text.differences}</caption>
            <thead>
              <tr>
                <th scope="col">{text.meter}</th>
                <th scope="col">{text.before}</th>
                <th scope="col">{text.after}</th>
                <th scope="col" className={pageClasses.number}>
                  {text.change}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.differences.map(({ meter_id, before, after }) => (
                <tr key={meter_id}>
                  <th scope="row">{formatMeterNumber(meter_id)}</th>
                  <td>{words(before)}</td>
                  <td>{words(after)}</td>
                  <td className={pageClasses.number}>{changeOf(before, after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
