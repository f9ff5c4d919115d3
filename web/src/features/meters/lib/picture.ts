import { canvasFont, token } from '@/components/charts/canvas';

const MARGIN = 24;
const HEAD = 92;
const KEY_WIDTH = 26;

export interface PictureWords {
  title: string;
  subtitle: string;
  actual: string;
  predicted: string;
}

/** Line and name of both series, from left to right. */
function drawKeys(context: CanvasRenderingContext2D, words: PictureWords, y: number, ratio: number): void {
  let x = MARGIN * ratio;
  const keys = [
    { word: words.actual, color: token('--actual'), dash: [] },
    { word: words.predicted, color: token('--predicted'), dash: [6 * ratio, 4 * ratio] },
  ];
  for (const { word, color, dash } of keys) {
    context.strokeStyle = color;
    context.lineWidth = 2 * ratio;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(x, y - 4 * ratio);
    context.lineTo(x + KEY_WIDTH * ratio, y - 4 * ratio);
    context.stroke();
    context.fillText(word, x + (KEY_WIDTH + 8) * ratio, y);
    x += (KEY_WIDTH + 32) * ratio + context.measureText(word).width;
  }
  context.setLineDash([]);
}

/** The chart with title and keys on an opaque ground, saved as PNG. */
export function savePicture(chart: HTMLCanvasElement, words: PictureWords, name: string): void {
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
  context.fillText(words.title, MARGIN * ratio, (MARGIN + 18) * ratio);
  context.fillStyle = token('--ink-2');
  context.font = canvasFont(14 * ratio);
  context.fillText(words.subtitle, MARGIN * ratio, (MARGIN + 42) * ratio);
  drawKeys(context, words, (MARGIN + 70) * ratio, ratio);
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
