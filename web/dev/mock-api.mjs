// A stand-in for `drp serve` while working on the pages alone: `npm run dev:mock`. Generated data, one process, nothing is kept.
// It answers in the shapes of ../src/api/openapi.yaml; what the real server checks, this one does not.

const ZONE = 'America/Chicago';
const STEP = 1800;
const DAY = 86400;
const FACTOR = 0.1;
const NOW = Math.floor(Date.now() / 1000 / STEP) * STEP;
const START = Math.floor(NOW / DAY) * DAY - 395 * DAY + 6 * 3600;
const COUNT = Math.floor((NOW + DAY - START) / STEP); // predictions reach a day ahead
const iso = (utc) => new Date(utc * 1000).toISOString().replace('.000Z', 'Z');

const clock = new Intl.DateTimeFormat('en-US', {
  timeZone: ZONE, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
});
const offsets = new Map();
function offset(utc) {
  const hour = Math.floor(utc / 3600);
  if (!offsets.has(hour)) {
    const p = Object.fromEntries(clock.formatToParts(hour * 3.6e6).map(({ type, value }) => [type, Number(value)]));
    offsets.set(hour, Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute) / 1000 - hour * 3600);
  }
  return offsets.get(hour);
}
const localDay = (utc) => Math.floor((utc + offset(utc)) / DAY);
const dayStart = (day) => {
  const guess = day * DAY - offset(day * DAY);
  return day * DAY - offset(guess);
};
const TODAY = localDay(NOW);
const ORGANISATIONS = ['Riverside School', 'Hilltop Dairy', 'Maple Street Library'].map((name, i) => ({ id: i + 2, name, is_provider: false }));
const METERS = [
  ['71007919', 'Riverside School, main building', 2, 1, 0],
  ['71015838', 'Riverside School, gymnasium', 2, 0.4, 0],
  ['71023757', 'Riverside School, solar roof', 2, 0.3, 5 * DAY],
  ['72001188', 'Hilltop Dairy, cold store', 3, 2.1, 0],
  ['73000417', 'Maple Street Library', 4, 0.2, 30 * DAY],
].map(([id, label, organisation_id, size, silence]) => ({ id, label, organisation_id, size, last: NOW - STEP - silence }));
const EVENTS = [[-3, 15], [-8, 16], [-22, 16], [-160, 17], [1, 15]].map(([day, hour], i) => {
  const start = dayStart(TODAY + day) + hour * 3600;
  return { id: i + 1, name: `Peak ${i + 1}`, kind: 'peak', start, end: start + 7200 };
});

function generate(meter) {
  let seed = Number(meter.id) % 4294967296;
  const random = () => (seed = (seed * 1664525 + 1013904223) >>> 0) / 4294967296;
  const gauss = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(6.2832 * random());
  const actual = [], predicted = [];
  let noise = 0, temperature = 15, today = 0;
  for (let i = 0; i < COUNT; i++) {
    const utc = START + i * STEP, local = utc + offset(utc), hour = (local % DAY) / 3600, day = Math.floor(local / DAY), weekday = (day + 4) % 7;
    if (day !== today) { today = day; const season = 15 - 13 * Math.cos((6.2832 * (day % 365 - 20)) / 365); temperature = season + 0.7 * (temperature - season) + 2.4 * gauss(); }
    noise = 0.82 * noise + 2.3 * gauss();
    const work = weekday === 0 ? 0.22 : weekday === 6 ? 0.34 : 1;
    const rise = 1 / (1 + Math.exp((6.6 - hour) * 2.2)) - 1 / (1 + Math.exp((17.6 - hour) * 1.3));
    const p = 46 + work * (58 * rise + Math.max(0, temperature - 17) * 4.1 * Math.exp(-((hour - 15.2) ** 2) / 14) + Math.max(0, 10 - temperature) * 2.2 * Math.exp(-((hour - 7) ** 2) / 6));
    let a = p * 0.988 + noise;
    for (const e of EVENTS) { if (utc >= e.start && utc < e.end) a -= 44; if (utc >= e.end && utc < e.end + 3600) a += 9; }
    const missing = utc > meter.last || (day === TODAY - 15 && hour >= 1.5 && hour < 7) || random() < 0.0001;
    const solar = meter.id === '71023757' ? 90 * Math.max(0, Math.sin((hour - 6) / 12 * 3.1416)) : 0;
    predicted.push(Math.round((p - solar) * meter.size * STEP / 3.6));
    actual.push(missing ? null : Math.round((a - solar) * meter.size * STEP / 3.6));
  }
  return { actual, predicted };
}
const data = new Map();
const dataOf = (meter) => data.get(meter.id) ?? data.set(meter.id, generate(meter)).get(meter.id);

const instant = (text, fallback) => !text ? fallback : /^\d{4}-\d\d-\d\d$/.test(text) ? dayStart(Date.parse(text) / 1000 / DAY) : Math.floor(Date.parse(text) / 1000);
function rangeOf(meter, query) {
  const to = instant(query.get('to'), dayStart(localDay(meter.last) + 1));
  const from = instant(query.get('from'), to - 30 * DAY);
  const i0 = Math.max(0, Math.ceil((from - START) / STEP)), i1 = Math.min(COUNT, Math.ceil((to - START) / STEP));
  const { actual, predicted } = dataOf(meter);
  return { range: { from: iso(from), to: iso(to) }, start: START + i0 * STEP, a: actual.slice(i0, i1), p: predicted.slice(i0, i1) };
}
function reduce(values, points) {
  const n = values.length, buckets = Math.floor(points / 2), keep = new Set([0, n - 1]);
  for (let b = 0; b < buckets; b++) {
    let low = -1, high = -1;
    for (let i = Math.floor((b * n) / buckets); i < Math.floor(((b + 1) * n) / buckets); i++) {
      if (values[i] == null) { keep.add(i); continue; }
      if (low < 0 || values[i] < values[low]) low = i;
      if (high < 0 || values[i] > values[high]) high = i;
    }
    if (low >= 0) keep.add(low).add(high);
  }
  return [...keep].sort((x, y) => x - y);
}
function series(meter, r, query) {
  const points = Number(query.get('points') ?? 1e9);
  const index = r.a.length > points ? reduce(r.a, points) : null;
  const take = (values) => index ? index.map((i) => values[i]) : values;
  return { meter: meter.id, start_utc: r.start, interval_s: STEP, full_n: r.a.length, index, actual_wh: take(r.a), predicted_wh: take(r.p) };
}
function totals(r, until = Infinity) {
  const t = { saved_wh: 0, net_wh: 0, actual_wh: 0, predicted_wh: 0, compared_actual_wh: 0, compared_predicted_wh: 0, actual_intervals: 0, predicted_intervals: 0, compared_intervals: 0, participating_intervals: 0, expected_intervals: 0, negative_intervals: 0, corrected_intervals: 2 };
  r.a.forEach((a, i) => {
    const p = r.p[i];
    if (r.start + i * STEP <= until) t.expected_intervals++;
    if (p != null) { t.predicted_wh += p; t.predicted_intervals++; }
    if (a == null) return;
    t.actual_wh += a; t.actual_intervals++; if (a < 0) t.negative_intervals++;
    t.net_wh += p - a; t.saved_wh += Math.max(0, p - a); t.compared_intervals++; t.compared_actual_wh += a; t.compared_predicted_wh += p; if (p > a) t.participating_intervals++;
  });
  return { range: r.range, ...t, saved_dollars: (t.saved_wh / 1000 * FACTOR).toFixed(2), credit_factor_dollars_per_kwh: String(FACTOR) };
}
function events(meter) {
  return EVENTS.map((e) => {
    const t = totals(rangeOf(meter, new URLSearchParams({ from: iso(e.start), to: iso(e.end) })));
    const reduced_kw = t.compared_intervals ? t.net_wh / 1000 / (t.compared_intervals * STEP / 3600) : null;
    return { ...e, start: iso(e.start), end: iso(e.end), nomination_kw: 50 * meter.size, reduced_kw, saved_wh: t.saved_wh, net_wh: t.net_wh, compared_intervals: t.compared_intervals };
  }).sort((x, y) => (x.start < y.start ? 1 : -1));
}
const meterOut = (m) => ({ id: m.id, label: m.label, organisation_id: m.organisation_id, interval_s: STEP, first_reading: iso(START), last_reading: iso(m.last), is_retired: false });
const head = (m) => ({ meter: meterOut(m), organisation: ORGANISATIONS.find((o) => o.id === m.organisation_id).name, is_live: NOW - m.last < 3 * STEP });

function acf(values, lags) {
  const v = values.filter((x) => x != null), n = v.length, mean = v.reduce((x, y) => x + y, 0) / n, c0 = v.reduce((s, x) => s + (x - mean) ** 2, 0);
  return Array.from({ length: lags + 1 }, (_, k) => { let c = 0; for (let i = k; i < n; i++) c += (v[i] - mean) * (v[i - k] - mean); return c / c0; });
}
function pacf(r) {
  let phi = [r[1]]; const out = [r[1]];
  for (let k = 2; k < r.length; k++) { let a = r[k], b = 1; for (let j = 0; j < k - 1; j++) { a -= phi[j] * r[k - 1 - j]; b -= phi[j] * r[j + 1]; } const p = a / b; phi = [...phi.map((x, j) => x - p * phi[k - 2 - j]), p]; out.push(p); }
  return out;
}
const diff = (values) => values.slice(1).map((x, i) => (x == null || values[i] == null ? null : x - values[i]));
function profile(r) {
  const slots = { weekday: [], weekend: [] }, kw = r.a.map((x) => (x == null ? null : x * 3.6 / STEP));
  kw.forEach((x, i) => { if (x == null) return; const utc = r.start + i * STEP, local = utc + offset(utc), kind = [0, 6].includes((Math.floor(local / DAY) + 4) % 7) ? 'weekend' : 'weekday', s = Math.floor((local % DAY) / STEP); (slots[kind][s] ??= []).push(x); });
  const mean = (all) => Array.from({ length: DAY / STEP }, (_, s) => (all[s] ? all[s].reduce((x, y) => x + y, 0) / all[s].length : null));
  const sorted = kw.filter((x) => x != null).sort((x, y) => y - x);
  let gaps = 0, run = 0, longest = 0; const past = r.a.slice(0, Math.max(0, r.a.findLastIndex((x) => x != null) + 1));
  for (const x of past) { if (x == null) { if (!run) gaps++; longest = Math.max(longest, ++run); } else run = 0; }
  return { range: r.range, interval_s: STEP, weekday_kw: mean(slots.weekday), weekend_kw: mean(slots.weekend), load_duration_kw: Array.from({ length: 101 }, (_, i) => sorted[Math.round(i / 100 * (sorted.length - 1))]), expected: past.length, present: sorted.length, gaps, longest_gap_intervals: longest, negative: sorted.filter((x) => x < 0).length };
}
function daily(meter) {
  const { actual, predicted } = dataOf(meter), first = localDay(START), a = [], p = [];
  actual.forEach((x, i) => { const d = localDay(START + i * STEP) - first; if (x != null) a[d] = (a[d] ?? 0) + x; p[d] = (p[d] ?? 0) + predicted[i]; });
  return { first_day: iso(first * DAY).slice(0, 10), actual_wh: Array.from({ length: p.length }, (_, i) => a[i] ?? null), predicted_wh: p };
}
function binary(s) {
  const n = s.actual_wh.length, out = Buffer.alloc(32 + n * (s.index ? 12 : 8));
  [0x31505244, n, STEP, s.index ? 1 : 0].forEach((x, i) => out.writeUInt32LE(x, i * 4)); out.writeBigInt64LE(BigInt(s.start_utc), 16); out.writeUInt32LE(s.full_n, 24);
  [s.actual_wh, s.predicted_wh, s.index ?? []].forEach((column, c) => column.forEach((x, i) => out.writeInt32LE(x ?? -2147483648, 32 + 4 * (c * n + i))));
  return out;
}

const ACCOUNTS = [['admin@demo.example', 0, 'system_administrator', 'System administrator'], ['school@demo.example', 2, 'organisation_administrator', 'Organisation administrator']];
let user = null;
const jobs = [];
const userOut = () => ({ id: 1, email: user[0], first_name: 'Demo', last_name: 'Administrator', level: user[1], role: user[2], status: 'approved', organisation: user[1] ? ORGANISATIONS[0] : { id: 1, name: 'Valley Electric Cooperative', is_provider: true } });
const PREFERENCES = { clock: '12h', unit: 'kW', colours: 'auto', event_notices: 'on', weekly_summary: 'off' };
const sessionOut = () => ({ user: userOut(), duty: 'none', preferences: PREFERENCES, csrf_token: 'mock', expires: iso(NOW + DAY) });
const problem = (status, title, detail, cure) => ({ status, body: { type: `/problems/${status}`, title, status, detail, cure, instance: 'mock-0001' }, type: 'application/problem+json' });
const mine = () => METERS.filter((m) => !user[1] || m.organisation_id === 2);

const ROUTES = {
  'GET /api/portal': () => ({ name: 'Demand Response', provider: 'Valley Electric Cooperative', contact: 'help@valley-electric.example', time_zone: ZONE, credit_factor_dollars_per_kwh: String(FACTOR), is_demo: true, demo_accounts: ACCOUNTS.map(([email, , , role]) => ({ email, password: 'demo-demo-demo', role })), version: '0.1.0' }),
  'GET /api/user/session/validate': () => ({ authenticated: Boolean(user), session: user ? sessionOut() : null }),
  'POST /api/user/session/create': (_q, body) => { const { email, password } = JSON.parse(body); user = ACCOUNTS.find(([e]) => e === email && password === 'demo-demo-demo') ?? null; return user ? sessionOut() : problem(401, 'That log-in is not right', 'E-mail and password do not belong together.', 'Check both and try again.'); },
  'DELETE /api/user/session/delete': () => { user = null; return { status: 204 }; },
  'GET /api/user': () => ({ ...userOut(), duty: 'none', preferences: PREFERENCES, second_factor: { since: null, recovery_codes_left: 0, is_required: false } }),
  'GET /api/user/permissions': () => ({ level: user[1], role: user[2], pages: user[1] ? ['meters', 'user'] : ['meters', 'imports', 'user', 'administration'] }),
  'GET /api/entity/meters': () => ({ organisations: ORGANISATIONS.filter((o) => mine().some((m) => m.organisation_id === o.id)), meters: mine().map(meterOut) }),
  'GET /api/data/import': () => ({ imports: [...jobs].reverse() }),
  'POST /api/data/import': (q, body) => { const job = { id: jobs.length + 1, file_name: q.get('file_name') ?? 'upload.csv', status: 'running', started: iso(Date.now() / 1000 | 0), finished: null, bytes_read: body.length, rows: 2976, new_values: 140200, equal_values: 2100, corrected_values: 12, refused: 3, blank_cells: 40, negative_values: 0, is_dry_run: q.get('dry_run') === 'true', problem: null, refusals: [{ reason: 'time_skipped_by_clock_change', count: 2 }, { reason: 'not_a_number', count: 1 }] }; jobs.push(job); setTimeout(() => Object.assign(job, { status: 'finished', finished: iso(Date.now() / 1000 | 0) }), 2500); return { status: 202, body: job }; },
  'GET /api/vis/': (q, _b, m) => { const r = rangeOf(m, q), d = dataOf(m), i = (m.last - START) / STEP; return { ...head(m), range: r.range, series: series(m, r, q), totals: totals(r, m.last), latest: { start_utc: m.last, interval_s: STEP, actual_wh: d.actual[i], predicted_wh: d.predicted[i] }, events: events(m) }; },
  'GET /api/vis/data/': (q, _b, m, accept) => { const s = series(m, rangeOf(m, q), q); return accept?.includes('octet-stream') ? { body: binary(s), type: 'application/octet-stream' } : s; },
  'GET /api/vis/meter_data/': (_q, _b, m) => ({ ...head(m), daily: daily(m) }),
  'GET /api/vis/acf_data/': (q, _b, m) => { const r = rangeOf(m, q), v = acf(r.a, Number(q.get('lags') ?? 96)); return { range: r.range, interval_s: STEP, n: r.a.filter((x) => x != null).length, missing: 11, values: v }; },
  'GET /api/vis/pacf_data/': (q, _b, m) => { const r = rangeOf(m, q), lags = Number(q.get('lags') ?? 96); return { range: r.range, interval_s: STEP, n: r.a.filter((x) => x != null).length, missing: 11, values: pacf(acf(r.a, lags)), stationarity: { statistic: -1.9, p_value: 0.33, lags: 30, is_stationary: false }, differenced_values: pacf(acf(diff(r.a), lags)) }; },
  'GET /api/vis/sig_data/': (q, _b, m) => { const n = rangeOf(m, q).a.filter((x) => x != null).length; return { n, band_95: 1.959963984540054 / Math.sqrt(n), band_99: 2.5758293035489004 / Math.sqrt(n) }; },
  'GET /api/vis/profile_data/': (q, _b, m) => profile(rangeOf(m, q)),
};
const PUBLIC = /portal|session/;

async function answer(request) {
  const url = new URL(request.url, 'http://mock'), parts = /^(\/api\/vis\/\w+_data\/)(.+)$/.exec(url.pathname), query = url.searchParams;
  const job = /^\/api\/data\/import\/(\d+)$/.exec(url.pathname);
  if (!user && !PUBLIC.test(url.pathname)) return problem(401, 'You are not logged in', 'The session has ended.', 'Log in again.');
  if (job) return jobs[job[1] - 1] ?? problem(404, 'No such import', 'It is not known.', 'Look at the list.');
  const route = ROUTES[`${request.method} ${parts?.[1] ?? url.pathname}`];
  if (!route) return problem(404, 'Not here', `${url.pathname} is not part of the stand-in.`, 'Use the real server.');
  const chunks = []; for await (const chunk of request) chunks.push(chunk);
  const wanted = parts?.[2] ?? query.get('meter');
  const meter = user ? (wanted ? mine().find((m) => m.id === wanted) : mine()[0]) : null;
  if (wanted && !meter) return problem(404, 'There is no such meter', `Meter ${wanted} is not among yours.`, 'Choose one from the list.');
  return route(query, Buffer.concat(chunks).toString(), meter, request.headers.accept);
}
function stream(request, response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': connected\n\n');
  const meter = METERS.find((m) => m.id === new URL(request.url, 'http://mock').searchParams.get('meter')) ?? METERS[0];
  const send = () => { const i = (meter.last + STEP - START) / STEP, d = dataOf(meter); if (meter.last + 2 * STEP > Date.now() / 1000) return; meter.last += STEP; d.actual[i] = Math.round(d.predicted[i] * 0.97); response.write(`event: reading\ndata: ${JSON.stringify({ meter: meter.id, start_utc: meter.last, interval_s: STEP, actual_wh: d.actual[i], predicted_wh: d.predicted[i] })}\n\n`); };
  const timer = setInterval(send, 5000);
  request.on('close', () => clearInterval(timer));
}
function middleware(request, response, next) {
  if (!request.url.startsWith('/api/')) return next();
  if (request.url.startsWith('/api/vis/stream')) return stream(request, response);
  return answer(request).then((result) => {
    const { status = 200, body = result, type = 'application/json' } = result && 'body' in result ? result : { status: result.status === 204 ? 204 : 200, body: result };
    response.writeHead(status, { 'Content-Type': type });
    response.end(status === 204 ? undefined : Buffer.isBuffer(body) ? body : JSON.stringify(body));
  }, next);
}

/** A Vite plugin that answers /api/ in `vite` and `vite preview`. */
export function mockApi() {
  const use = (server) => { server.middlewares.use(middleware); };
  return { name: 'mock-api', configureServer: use, configurePreviewServer: use };
}
