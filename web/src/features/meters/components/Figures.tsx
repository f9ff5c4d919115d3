import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Overview, Totals } from '@/api/types';
import { Info } from '@/components/Info';
import { unitFactor } from '@/components/charts/series';
import { decimalsFor, formatAge, formatDollars, formatInterval, formatPercent, formatQuantity, formatSigned } from '@/lib/format';
import { useNow } from '@/lib/hooks';
import type { MeterPage } from '../hooks/useMeterPage';
import { eventsIn, netShare } from '../lib/findings';
import { text } from '../text';
import classes from './Figures.module.css';
import { Ring } from './Ring';

interface FigureProps {
  name: string;
  how: string;
  detail: ReactNode;
  children: ReactNode;
}

function Figure({ name, how, detail, children }: FigureProps) {
  return (
    <div className={classes.figure} role="group" aria-label={name}>
      <div className={classes.name}>
        {name}
        <Info what={name}>{how}</Info>
      </div>
      <div className={classes.value}>{children}</div>
      <div className={classes.detail}>{detail}</div>
    </div>
  );
}

const EMPTY = '–';

function Net({ totals }: { totals: Totals }) {
  const share = netShare(totals);
  const kwh = -totals.net_wh / 1000;
  return (
    <Figure name={text.net} how={text.netHow} detail={share === null ? text.noComparison : text.netDetail(share)}>
      {totals.compared_intervals === 0 ? EMPTY : <span>{formatSigned(kwh, decimalsFor(kwh))}<small>kWh</small></span>}
    </Figure>
  );
}

function Now({ data, page }: { data: Overview; page: MeterPage }) {
  const now = useNow();
  const { latest } = data;
  if (!latest) {
    return (
      <Figure name={text.lastReading} how={text.nowHow} detail={text.noReadingYet}>
        {EMPTY}
      </Figure>
    );
  }
  const factor = unitFactor('kW', latest.interval_s);
  const age = now - latest.start_utc - latest.interval_s;
  const isNow = age < 3 * latest.interval_s;
  const difference = latest.predicted_wh === null ? null : (latest.actual_wh - latest.predicted_wh) * factor;
  const words = difference === null ? text.nowNoPrediction : difference === 0 ? text.nowEqual : text.nowDetail(difference);
  const when = isNow ? text.updated(formatAge(age)) : formatInterval(latest.start_utc, latest.interval_s, page.zone);
  return (
    <Figure name={isNow ? text.now : text.lastReading} how={text.nowHow} detail={`${words}, ${when}`}>
      <span>
        {formatQuantity(latest.actual_wh * factor)}
        <small>kW</small>
      </span>
    </Figure>
  );
}

/** The four headline figures. Without an event Saved and Participation mislead, and the page says so beside them. */
export function Figures({ data, page }: { data: Overview; page: MeterPage }) {
  const { totals } = data;
  const hasEvent = eventsIn(data.events, page.covered).length > 0;
  const share = totals.compared_intervals === 0 ? null : totals.participating_intervals / totals.compared_intervals;
  const credit = formatDollars(totals.credit_factor_dollars_per_kwh);
  return (
    <section className={classes.figures} aria-label={text.figures}>
      <Net totals={totals} />
      <Figure
        name={text.saved}
        how={text.savedHow(credit)}
        detail={text.savedDetail(formatQuantity(totals.saved_wh / 1000))}
      >
        {totals.compared_intervals === 0 ? EMPTY : formatDollars(totals.saved_dollars)}
      </Figure>
      <Figure
        name={text.participation}
        how={text.participationHow}
        detail={text.participationDetail(totals.participating_intervals, totals.compared_intervals)}
      >
        {share === null ? EMPTY : <span>{formatPercent(share)}<small>%</small></span>}
        {share !== null && <Ring share={share} />}
      </Figure>
      <Now data={data} page={page} />
      {!hasEvent && totals.compared_intervals > 0 && (
        <p className={classes.note} role="note">
          <IconInfoCircle size={17} aria-hidden />
          {text.noEvent}
        </p>
      )}
    </section>
  );
}
