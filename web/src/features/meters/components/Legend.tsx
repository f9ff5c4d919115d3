import { useIsPhone } from '@/lib/hooks';
import type { Compare } from '../lib/view';
import { text } from '../text';
import classes from './PowerCard.module.css';

export interface Shows {
  actual: boolean;
  predicted: boolean;
}

type Kind = 'actual' | 'predicted' | 'saved' | 'more' | 'event' | 'compare';
const WIDTH = 26;
const HEIGHT = 14;

function Key({ kind }: { kind: Kind }) {
  const isFill = kind === 'saved' || kind === 'more';
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
      {isFill && (
        <>
          <defs>
            <pattern id={`key-${kind}`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform={`rotate(${kind === 'saved' ? 45 : -45})`}>
              <rect width="5" height="5" fill={`var(--${kind}-fill)`} />
              <line x1="0" y1="0" x2="0" y2="5" stroke={`var(--${kind})`} strokeWidth="1.6" />
            </pattern>
          </defs>
          <rect width={WIDTH} height={HEIGHT} rx="2" fill={`url(#key-${kind})`} />
        </>
      )}
      {kind === 'actual' && <line x1="0" y1="7" x2={WIDTH} y2="7" stroke="var(--actual)" strokeWidth="2.6" />}
      {kind === 'predicted' && <line x1="0" y1="7" x2={WIDTH} y2="7" stroke="var(--predicted)" strokeWidth="2" strokeDasharray="6 4" />}
      {kind === 'compare' && <line x1="0" y1="7" x2={WIDTH} y2="7" stroke="var(--compare)" strokeWidth="1.5" />}
      {kind === 'event' && (
        <>
          <rect width={WIDTH} height={HEIGHT} fill="var(--event-fill)" />
          <rect width={WIDTH} height="3" fill="var(--event)" />
        </>
      )}
    </svg>
  );
}

interface LegendProps {
  shows: Shows;
  onShows: (shows: Shows) => void;
  compare: Compare;
  hasEvents: boolean;
}

/** Names every mark of the chart; the two lines can be switched off here. */
export function Legend({ shows, onShows, compare, hasEvents }: LegendProps) {
  const isPhone = useIsPhone();
  const toggle = (which: keyof Shows, label: string) => (
    <li>
      <button
        type="button"
        className={classes.key}
        aria-pressed={shows[which]}
        onClick={() => {
          onShows({ ...shows, [which]: !shows[which] });
        }}
      >
        <Key kind={which} />
        {label}
      </button>
    </li>
  );
  const fixed = (kind: Kind, label: string) => (
    <li className={classes.key}>
      <Key kind={kind} />
      {label}
    </li>
  );
  return (
    <ul className={classes.legend} aria-label={text.legend}>
      {toggle('actual', text.actual)}
      {toggle('predicted', isPhone ? text.predictedShort : text.predicted)}
      {fixed('saved', isPhone ? text.usedLessShort : text.usedLess)}
      {fixed('more', text.usedMore)}
      {hasEvents && fixed('event', isPhone ? text.eventShort : text.event)}
      {compare !== 'none' && fixed('compare', text.comparedNote[compare])}
    </ul>
  );
}
