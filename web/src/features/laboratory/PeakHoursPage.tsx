import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router-dom';
import { usePortal, zoneOf } from '@/api/portal';
import { Card } from '@/components/Card';
import { ProblemNotice } from '@/components/Notice';
import { PageHead, pageClasses } from '@/components/Page';
import { SectionTabs } from '@/components/SectionTabs';
import { Skeleton } from '@/components/Skeleton';
import { formatDate, formatInterval } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import { peakHoursQuery, type PeakHours } from './api';
import { MonthChart } from './components/MonthChart';
import { DayTable, LikelyHours } from './components/PeakTables';
import { ProgramSelect } from './components/ProgramSelect';
import classes from './Laboratory.module.css';
import { programOf } from './lib/wish';
import { text } from './text';

const { peak } = text;
const SECONDS_OF_HOUR = 3600;

function Advice({ advice, zone }: { advice: PeakHours; zone: Zone }) {
  const { peak_so_far: top, hours_kw: hoursKw, demand_cost_dollars_per_kw: cost } = advice;
  const start = fromIso(advice.hours_start);
  const range = { from: zone.startOf(advice.month_first), to: zone.startOf(advice.month_end) };
  const month = formatDate(range.from, 'monthYear', zone);
  const summary = top ? peak.summary(top.kw, formatInterval(fromIso(top.start), SECONDS_OF_HOUR, zone), advice.probability_it_stands) : peak.noPeak;
  const known = hoursKw.filter((kw) => kw !== null).length;
  return (
    <>
      <Card title={peak.month(month)} say={summary}>
        <MonthChart start={start} hoursKw={hoursKw} range={range} peak={top && fromIso(top.start)} zone={zone} label={peak.chart(month, hoursKw.length, known, summary)} />
        <DayTable start={start} hoursKw={hoursKw} zone={zone} />
      </Card>
      <Card title={peak.hours} say={cost > 0 ? peak.hoursSay : peak.hoursSayNoCost}>
        {advice.hours.length > 0 ? <LikelyHours hours={advice.hours} hasCost={cost > 0} zone={zone} /> : <p className={classes.note}>{peak.noHours}</p>}
        <p className={classes.note}>{peak.fleet(advice.meters, advice.days_of_this_month, advice.days_of_like_months, cost)}</p>
        <p className={classes.note}>{peak.limits}</p>
      </Card>
    </>
  );
}

/** Which of the month's remaining hours is likely to set its peak. */
export default function PeakHoursPage() {
  const [search, setSearch] = useSearchParams();
  const portal = usePortal();
  const program = programOf(search);
  const advice = useQuery(peakHoursQuery(program));
  return (
    <div className={pageClasses.stack}>
      <SectionTabs current="peakHours" />
      <PageHead title={peak.title} lead={peak.lead} />
      <div className={classes.choice}>
        <ProgramSelect
          label={peak.program}
          none={peak.anyProgram}
          help={peak.programHelp}
          value={String(program ?? '')}
          onChange={(id) => {
            setSearch(id ? { program_id: id } : {}, { replace: true });
          }}
        />
      </div>
      {advice.isError && <ProblemNotice error={advice.error} onRetry={() => void advice.refetch()} />}
      {advice.isPending && (
        <div role="status" aria-label={text.loading}>
          <Skeleton height={320} />
        </div>
      )}
      {advice.data && portal.data && <Advice advice={advice.data} zone={zoneOf(portal.data.time_zone)} />}
    </div>
  );
}
