import { encode } from 'uqr';
import classes from '../Account.module.css';
import { text } from '../text';

const BORDER = 4; // modules of quiet ground, which readers need

/** Drawn here in the browser: the secret goes to nobody else. Dark on light in both colour schemes, as cameras expect. */
export function QrCode({ content }: { content: string }) {
  const { data, size } = encode(content, { ecc: 'M', border: 0 });
  const path = data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + BORDER} ${y + BORDER}h1v1h-1z` : '')))
    .join('');
  const all = size + 2 * BORDER;
  return (
    <svg className={classes.qr} viewBox={`0 0 ${all} ${all}`} role="img" aria-label={text.qrLabel} shapeRendering="crispEdges">
      <rect width={all} height={all} className={classes.qrGround} />
      <path d={path} className={classes.qrInk} />
    </svg>
  );
}
