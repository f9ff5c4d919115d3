import { canvasFont, token } from '@/components/charts/canvas';

const MARGIN = 24;
const HEAD = 64;

/** The chart with its title on an opaque ground, saved as PNG. */
export function savePicture(chart: HTMLCanvasElement, title: string, subtitle: string, name: string): void {
  const ratio = devicePixelRatio;
  const canvas = document.createElement('canvas');
  canvas.width = chart.width + 2 * MARGIN * ratio;
  canvas.height = chart.height + (HEAD + 2 * MARGIN) * ratio;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.fillStyle = token('--surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = token('--ink');
  context.font = canvasFont(20 * ratio, 600);
  context.fillText(title, MARGIN * ratio, (MARGIN + 18) * ratio);
  context.fillStyle = token('--ink-2');
  context.font = canvasFont(14 * ratio);
  context.fillText(subtitle, MARGIN * ratio, (MARGIN + 42) * ratio);
  context.drawImage(chart, MARGIN * ratio, (MARGIN + HEAD) * ratio);
  canvas.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `meter-${name}.png`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
