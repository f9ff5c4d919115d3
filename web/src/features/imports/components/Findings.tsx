import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import type { ImportJob } from '@/api/types';
import { ProblemNotice } from '@/components/Notice';
import { formatDate, formatMeterNumber } from '@/lib/format';
import { kindOfFinding, remedyOfFinding } from '@/lib/oddReadings';
import { fromIso, type Zone } from '@/lib/time';
import { findingsQuery } from '../api';
import classes from '../Imports.module.css';
import { text } from '../text';

const SECONDS_OF_DAY = 86_400;

/** What looks odd in the readings that an import brought, with a way to look at each. */
export function Findings({ job, zone }: { job: ImportJob; zone: Zone }) {
  const { data, error } = useQuery(findingsQuery(job.id));
  if (error) return <ProblemNotice error={error} />;
  if (!data) return <p role="status">{text.looking}</p>;
  return (
    <div className={classes.verdicts}>
      <p>
        {text.odd(data.total, data.examined)}
        {data.examined < data.meters && ` ${text.notAll(data.examined, data.meters)}`}
      </p>
      {data.findings.length > 0 && (
        <table className={classes.table} aria-label={text.oddReadings}>
          <thead>
            <tr>
              <th scope="col">{text.meterColumn}</th>
              <th scope="col">{text.whatColumn}</th>
              <th scope="col">{text.todoColumn}</th>
            </tr>
          </thead>
          <tbody>
            {data.findings.map((finding) => {
              const first = zone.dayOf(fromIso(finding.from) - SECONDS_OF_DAY);
              const last = zone.dayOf(fromIso(finding.to) + SECONDS_OF_DAY);
              const query = new URLSearchParams({ meter: finding.meter, details: '1', scale: 'custom', from: first, to: last });
              return (
                <tr key={`${finding.meter} ${finding.from} ${finding.kind}`}>
                  <td>
                    <Link to={`/meters?${query.toString()}`}>{formatMeterNumber(finding.meter)}</Link>
                  </td>
                  <td data-label={text.whatColumn}>{`${kindOfFinding[finding.kind]}, ${formatDate(fromIso(finding.from), 'dayYear', zone)}`}</td>
                  <td data-label={text.todoColumn}>{remedyOfFinding[finding.remedy]}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </div>
  );
}
