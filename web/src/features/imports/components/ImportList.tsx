import { useState } from 'react';
import type { ImportJob } from '@/api/types';
import { Card } from '@/components/Card';
import { Pill } from '@/components/Pill';
import { formatDate, formatNumber } from '@/lib/format';
import { fromIso, type Zone } from '@/lib/time';
import classes from '../Imports.module.css';
import { text } from '../text';
import { Findings } from './Findings';
import { UndoImport } from './UndoImport';
import { Verdicts } from './Verdicts';

const KINDS = { running: 'plain', finished: 'good', failed: 'bad' } as const;

function State({ job, mayImport }: { job: ImportJob; mayImport: boolean }) {
  return (
    <>
      {job.undone === null ? <Pill kind={KINDS[job.status]}>{text.states[job.status]}</Pill> : <Pill kind="plain">{text.undone}</Pill>}
      {mayImport && job.is_undoable && (job.new_values > 0 || job.corrected_values > 0) && <UndoImport job={job} />}
      {job.is_dry_run && <div className={classes.muted}>{text.trial}</div>}
      {job.status === 'running' && <div className={classes.muted}>{text.progress(job)}</div>}
    </>
  );
}

function Count({ label, value }: { label: string; value: number }) {
  return (
    <td className={classes.number} data-label={label}>
      {formatNumber(value)}
    </td>
  );
}

function JobRow({ job, zone, mayImport }: { job: ImportJob; zone: Zone; mayImport: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  const [looks, setLooks] = useState(false);
  const started = fromIso(job.started);
  const hasMore = job.refused > 0 || job.problem !== null;
  return (
    <>
      <tr>
        <td>
          <span className={classes.file}>{job.file_name}</span>
          <div className={classes.muted}>{`${formatDate(started, 'dayYear', zone)}, ${formatDate(started, 'time', zone)}`}</div>
        </td>
        <td>
          <State job={job} mayImport={mayImport} />
          {job.status === 'finished' && !job.is_dry_run && job.undone === null && (
            <div>
              <button
                type="button"
                className={classes.link}
                aria-expanded={looks}
                aria-label={text.lookAt(job.file_name)}
                onClick={() => {
                  setLooks(!looks);
                }}
              >
                {text.look}
              </button>
            </div>
          )}
        </td>
        <Count label={text.rows} value={job.rows} />
        <Count label={text.brought} value={job.new_values} />
        <Count label={text.equal} value={job.equal_values} />
        <Count label={text.corrected} value={job.corrected_values} />
        <td className={classes.number} data-label={text.refused}>
          {hasMore ? (
            <button
              type="button"
              className={classes.link}
              aria-expanded={isOpen}
              aria-label={isOpen ? text.hide(job.file_name) : text.show(job.file_name)}
              onClick={() => {
                setIsOpen(!isOpen);
              }}
            >
              {formatNumber(job.refused)}
            </button>
          ) : (
            formatNumber(job.refused)
          )}
        </td>
      </tr>
      {looks && (
        <tr>
          <td colSpan={7}>
            <Findings job={job} zone={zone} />
          </td>
        </tr>
      )}
      {isOpen && (
        <tr>
          <td colSpan={7}>
            <Verdicts job={job} />
          </td>
        </tr>
      )}
    </>
  );
}

export function ImportList({ jobs, zone, mayImport }: { jobs: ImportJob[]; zone: Zone; mayImport: boolean }) {
  return (
    <Card title={text.list}>
      {jobs.length === 0 ? (
        <div className={classes.empty}>
          <strong>{text.empty}</strong>
          <p>{mayImport ? text.emptyDetail : text.emptyWatch}</p>
        </div>
      ) : (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{text.file}</th>
                <th scope="col">{text.state}</th>
                {[text.rows, text.brought, text.equal, text.corrected, text.refused].map((name) => (
                  <th key={name} scope="col" className={classes.number}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {jobs.map((job) => (
                <JobRow key={job.id} job={job} zone={zone} mayImport={mayImport} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
