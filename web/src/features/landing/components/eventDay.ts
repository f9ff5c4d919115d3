/** The half-hours of one generated school day, in kW, as the chart of an event day looks. */
const HALF_HOURS = 48;
const EVENT_FROM = 30;
const EVENT_TO = 34;

const predicted = Array.from({ length: HALF_HOURS }, (_, i) => {
  const hour = i / 2;
  const rise = 1 / (1 + Math.exp((6.6 - hour) * 2.2)) - 1 / (1 + Math.exp((17.6 - hour) * 1.3));
  return 46 + 58 * rise + 48 * Math.exp(-((hour - 15.2) ** 2) / 14);
});

/** A wobble that looks measured, the same at every visit. */
const wobble = (i: number): number => 2.6 * Math.sin(i * 1.7) + 1.9 * Math.sin(i * 0.61 + 2);

const actual = predicted.map((kw, i) => {
  const during = i >= EVENT_FROM && i < EVENT_TO ? -45 : 0;
  const rebound = i >= EVENT_TO && i < EVENT_TO + 2 ? 10 : 0;
  return kw * 0.985 + wobble(i) + during + rebound;
});

export const eventDay = { predicted, actual, eventFrom: EVENT_FROM, eventTo: EVENT_TO };
