import { useIsPhone } from '@/lib/hooks';
import { text } from '../text';
import { eventDay } from './eventDay';

const SIZES = { wide: { width: 620, height: 330 }, phone: { width: 340, height: 270 } };
const LEFT = 52;
const TOP = 40;
const TOP_KW = 160;
const { predicted, actual, eventFrom, eventTo } = eventDay;

/** Where things stand in a picture of that size; text keeps its own, so a phone gets a smaller picture and not smaller words. */
function layout({ width, height }: { width: number; height: number }) {
  const right = width - 8;
  const bottom = height - 30;
  const x = (slot: number): number => LEFT + (slot / predicted.length) * (right - LEFT);
  const y = (kw: number): number => bottom - (kw / TOP_KW) * (bottom - TOP);
  const steps = (values: number[]): string =>
    values.map((kw, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(kw).toFixed(1)}H${x(i + 1).toFixed(1)}`).join('');
  /** The boxes between the two lines, for the slots where the sign is as asked. */
  const between = (isLess: boolean): string =>
    actual
      .map((kw, i) => (kw < predicted[i] === isLess ? `M${x(i)} ${y(kw)}H${x(i + 1)}V${y(predicted[i])}H${x(i)}Z` : ''))
      .join('');
  return { right, bottom, x, y, steps, between };
}

function Hatch({ id, name, angle }: { id: string; name: 'saved' | 'more'; angle: number }) {
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform={`rotate(${angle})`}>
      <rect width="6" height="6" fill={`var(--${name}-fill)`} />
      <line x1="0" y1="0" x2="0" y2="6" stroke={`var(--${name})`} strokeWidth="1.4" opacity="0.7" />
    </pattern>
  );
}

/** The chart of the Meters page in small, drawn without its library so that the first visit stays light. */
export function EventPicture() {
  const size = useIsPhone() ? SIZES.phone : SIZES.wide;
  const { right, bottom, x, y, steps, between } = layout(size);

  const grid = [0, 50, 100, 150];
  const hours = ['12 AM', '6 AM', '12 PM', '6 PM'];
  return (
    <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={text.pictureTitle} fontSize="13" fill="var(--ink-2)">
      <defs>
        <Hatch id="picture-less" name="saved" angle={45} />
        <Hatch id="picture-more" name="more" angle={-45} />
      </defs>
      <rect x={x(eventFrom)} y={TOP} width={x(eventTo) - x(eventFrom)} height={bottom - TOP} fill="var(--event-fill)" />
      <rect x={x(eventFrom)} y={TOP - 4} width={x(eventTo) - x(eventFrom)} height="4" fill="var(--event)" />
      <text x={(x(eventFrom) + x(eventTo)) / 2} y={TOP - 11} textAnchor="middle" fill="var(--event-ink)" fontWeight="600">
        {text.pictureTitle}
      </text>
      {grid.map((kw) => (
        <g key={kw}>
          <line x1={LEFT} x2={right} y1={y(kw)} y2={y(kw)} stroke="var(--grid)" />
          <text x={LEFT - 8} y={y(kw) + 4} textAnchor="end">
            {kw === 150 ? '150 kW' : kw}
          </text>
        </g>
      ))}
      {hours.map((hour, i) => (
        <text key={hour} x={x(i * 12)} y={size.height - 8} textAnchor={i === 0 ? 'start' : 'middle'}>
          {hour}
        </text>
      ))}
      <path d={between(true)} fill="url(#picture-less)" />
      <path d={between(false)} fill="url(#picture-more)" />
      <path d={steps(predicted)} fill="none" stroke="var(--predicted)" strokeWidth="1.5" strokeDasharray="6 4" />
      <path d={steps(actual)} fill="none" stroke="var(--actual)" strokeWidth="2" strokeLinejoin="round" />
    </svg>
  );
}
