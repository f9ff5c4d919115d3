/** What canvas drawing takes from the theme. */
const FONT = "'IBM Plex Sans Variable', system-ui, sans-serif";
const HATCH_PIXELS = 7;

/** A colour token as the current scheme has it. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const canvasFont = (pixels: number, weight = 400): string => `${weight} ${pixels}px ${FONT}`;

/** A soft fill with diagonals, so that two fills differ without their colours. */
export function hatch(color: string, direction: 'up' | 'down'): CanvasPattern | string {
  const ratio = devicePixelRatio;
  const size = Math.round(HATCH_PIXELS * ratio);
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d');
  if (!context) return color;
  context.fillStyle = color;
  context.globalAlpha = 0.14;
  context.fillRect(0, 0, size, size);
  context.globalAlpha = 0.6;
  context.strokeStyle = color;
  context.lineWidth = 1.1 * ratio;
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, direction === 'up' ? size : 0);
    context.lineTo(shift + size, direction === 'up' ? 0 : size);
  }
  context.stroke();
  return context.createPattern(canvas, 'repeat') ?? color;
}
