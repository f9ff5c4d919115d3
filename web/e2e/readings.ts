/** The page's figures, computed once more from nothing but the exported readings. */
export interface Row {
  start: number;
  actual: number | null;
  predicted: number | null;
  interval: number;
}

const number = (text: string | undefined): number | null => (text ? Number(text) : null);

export function parseExport(csv: string): Row[] {
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, time, actual, predicted, interval] = line.split(',');
      return { start: Date.parse(time ?? '') / 1000, actual: number(actual), predicted: number(predicted), interval: Number(interval) };
    });
}

export interface Figures {
  netKwh: number;
  savedKwh: number;
  participating: number;
  compared: number;
  latest: Row | undefined;
}

export function figuresOf(rows: Row[]): Figures {
  const figures: Figures = { netKwh: 0, savedKwh: 0, participating: 0, compared: 0, latest: undefined };
  for (const row of rows) {
    if (row.actual !== null) figures.latest = row;
    if (row.actual === null || row.predicted === null) continue;
    const saved = row.predicted - row.actual;
    figures.compared += 1;
    figures.netKwh -= saved / 1000;
    if (saved > 0) {
      figures.participating += 1;
      figures.savedKwh += saved / 1000;
    }
  }
  return figures;
}

/** "−1,120 kWh" as a number. */
export function numberIn(text: string): number {
  const found = /[−-]?[\d,\u202f\u00a0]*\.?\d+/.exec(text);
  return Number((found?.[0] ?? 'NaN').replace('−', '-').replace(/[,\u202f\u00a0]/g, ''));
}
