import type { ReactNode } from 'react';
import type { Overview } from '@/api/types';
import { Card } from '@/components/Card';
import { Pill } from '@/components/Pill';
import { formatInterval, formatNumber, formatPercent } from '@/lib/format';
import type { Zone } from '@/lib/time';
import { text } from '../text';
import classes from './Cards.module.css';

function Row({ name, count, children }: { name: string; count: number; children?: ReactNode }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={classes.number}>{formatNumber(count)}</td>
      <td className={`${classes.number} ${classes.muted}`}>{children || text.none}</td>
    </tr>
  );
}

/** Over which intervals the figures were taken, so that nobody has to trust them blindly. */
export function CoverageCard({ data, zone }: { data: Overview; zone: Zone }) {
  const { totals, latest, series } = data;
  const missing = Math.max(0, totals.expected_intervals - totals.actual_intervals);
  const share = totals.expected_intervals > 0 ? totals.actual_intervals / totals.expected_intervals : 0;
  return (
    <Card title={text.coverage} say={text.coverageSay(totals.compared_intervals, totals.expected_intervals, series.interval_s)}>
      <table className={classes.table}>
        <tbody>
          <Row name={text.measured} count={totals.actual_intervals}>
            <Pill kind={missing > 0 ? 'plain' : 'good'}>{`${formatPercent(share)} %`}</Pill>
          </Row>
          <Row name={text.missing} count={missing}>
            {missing > 0 && <Pill kind="warn">{`${formatPercent(1 - share)} %`}</Pill>}
          </Row>
          <Row name={text.predictedCount} count={totals.predicted_intervals}>
            {' '}
          </Row>
          <Row name={text.corrected} count={totals.corrected_intervals}>
            {totals.corrected_intervals > 0 && <Pill kind="plain">{text.overwritten}</Pill>}
          </Row>
          {totals.negative_intervals > 0 && (
            <Row name={text.negative} count={totals.negative_intervals}>
              <Pill kind="plain">{text.counted}</Pill>
            </Row>
          )}
          <tr>
            <th scope="row">{text.lastReading}</th>
            <td className={classes.number} colSpan={2}>
              {latest ? formatInterval(latest.start_utc, latest.interval_s, zone) : text.noReadingYet}
            </td>
          </tr>
        </tbody>
      </table>
    </Card>
  );
}
