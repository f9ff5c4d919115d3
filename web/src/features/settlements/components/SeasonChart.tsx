import { formatDate, formatDollars } from '@/lib/format';
import { useIsPhone } from '@/lib/hooks';
import { fromIso, type Zone } from '@/lib/time';
import type { Season } from '../api';
import { barsOf, roundUp } from '../lib/season';
import classes from '../Settlements.module.css';
import { text } from '../text';

const WIDTHS = { desktop: 1040, phone: 320 };
const HEIGHT = 260;
const LEFT = 78;
const RIGHT = 12;
const LABEL_WIDTH = 64;

/** Two bars an event. The table below it says the same. */
export function SeasonChart({ season, zone }: { season: Season; zone: Zone }) {
  const { events, totals } = season;
  const pairs = events.map(({ totals: own }) => [Number(own.credit), Number(own.provider_saving)] as const);
  const width = useIsPhone() ? WIDTHS.phone : WIDTHS.desktop;
  const frame = { left: LEFT, top: 14, width: width - LEFT - RIGHT, height: HEIGHT - 48 };
  const most = roundUp(Math.max(0, ...pairs.flat()));
  const bars = barsOf(pairs, most, frame);
  const every = Math.max(1, Math.ceil((LABEL_WIDTH * events.length) / frame.width));
  const bottom = frame.top + frame.height;
  return (
    <>
      <div className={classes.key}>
        <span>
          <i aria-hidden="true" />
          {text.credit}
        </span>
        <span>
          <i className={classes.avoided} aria-hidden="true" />
          {text.saving}
        </span>
      </div>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`${text.chart}. ${text.chartSummary(events.length, formatDollars(totals.credit), formatDollars(totals.provider_saving))}`}
      >
        {[0, 0.5, 1].map((share) => {
          const y = bottom - share * frame.height;
          return (
            <g key={share}>
              <line x1={frame.left} x2={width - RIGHT} y1={y} y2={y} />
              <text x={frame.left - 8} y={y + 4} textAnchor="end">
                {formatDollars((most * share).toFixed(most < 10 ? 2 : 0)).replace(/\.00$/, '')}
              </text>
            </g>
          );
        })}
        {bars.map(([paid, avoided], i) => {
          const event = events[i];
          return (
            <g key={event?.id}>
              <rect className={classes.paid} {...paid} />
              <rect className={classes.avoided} {...avoided} />
              {event && i % every === 0 && (
                <text x={avoided.x - 1} y={HEIGHT - 12} textAnchor="middle">
                  {formatDate(fromIso(event.start), 'day', zone)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </>
  );
}
