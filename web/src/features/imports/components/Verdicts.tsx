import type { ImportJob } from '@/api/types';
import { ProblemNotice } from '@/components/Notice';
import { Problem } from '@/api/problem';
import { formatNumber } from '@/lib/format';
import { verdictsLink } from '../api';
import classes from '../Imports.module.css';
import { text } from '../text';

/** What was refused and why, by reason; the whole list is a download. */
export function Verdicts({ job }: { job: ImportJob }) {
  return (
    <div className={classes.verdicts}>
      {job.problem && <ProblemNotice error={new Problem(job.problem)} />}
      <p>{text.summary(job)}</p>
      {job.refusals.length > 0 && (
        <table className={classes.table} aria-label={text.verdicts}>
          <thead>
            <tr>
              <th scope="col">{text.reasonColumn}</th>
              <th scope="col" className={classes.number}>{text.countColumn}</th>
            </tr>
          </thead>
          <tbody>
            {job.refusals.map(({ reason, count }) => (
              <tr key={reason}>
                <td>{text.reason(reason)}</td>
                <td className={classes.number} data-label={text.countColumn}>{formatNumber(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {job.refused > 0 && (
        <a href={verdictsLink(job.id)} download>
          {text.verdictsCsv}
        </a>
      )}
    </div>
  );
}
