import { useMemo, type ReactNode } from 'react';
import { pageClasses } from '@/components/Page';
import { Pill } from '@/components/Pill';
import type { Laboratory } from '../api';
import classes from '../Laboratory.module.css';
import { rankedTrials, whyLeftOut, type RankedTrial } from '../lib/trials';
import { text } from '../text';

interface FigureProps {
  value: number | null | undefined;
  write: (value: number) => string;
  /** What is drawn under the figure. */
  children?: ReactNode;
}

/** A figure, or that there is none. */
function Figure({ value, write, children }: FigureProps) {
  return (
    <td className={pageClasses.number}>
      {value === null || value === undefined ? (
        <>
          <span aria-hidden="true">{text.none}</span>
          <span className="visually-hidden">{text.noneSpoken}</span>
        </>
      ) : (
        <>
          {write(value)}
          {children}
        </>
      )}
    </td>
  );
}

function ErrorBar({ error, most }: { error: number; most: number }) {
  const share = most === 0 ? 0 : (error / most) * 100;
  return (
    <svg className={classes.bar} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect className={classes.track} width="100" height="8" />
      <rect className={classes.filled} width={share} height="8" />
    </svg>
  );
}

function Row({ trial, most, hasProgram }: { trial: RankedTrial; most: number; hasProgram: boolean }) {
  const why = whyLeftOut(trial);
  return (
    <tr>
      <th scope="row" className={classes.method}>
        {trial.name} {trial.isRecommended && <Pill kind="good">{text.recommended}</Pill>} {trial.isCurrent && <Pill kind="plain">{text.current}</Pill>}{' '}
        {why && <Pill kind="warn">{text[why]}</Pill>}
        {trial.to_be_confirmed && <p className={pageClasses.muted}>{text.toBeConfirmed(trial.to_be_confirmed)}</p>}
      </th>
      <Figure value={trial.median_relative_rmse} write={text.percent}>
        <ErrorBar error={trial.median_relative_rmse ?? 0} most={most} />
      </Figure>
      <Figure value={trial.portfolio_nmbe} write={text.signedPercent} />
      <Figure value={trial.share_under_20} write={text.share0} />
      <Figure value={trial.coverage} write={text.share0} />
      <Figure value={trial.windows[0]?.events_with_baseline ? trial.windows[0].credited_kwh : null} write={text.kwh} />
      {hasProgram && <Figure value={trial.windows[0]?.switching_dollars ?? null} write={text.dollars} />}
    </tr>
  );
}

/** All methods, least error first. Bars are as long as the largest error of those compared. */
export function TrialTable({ laboratory }: { laboratory: Laboratory }) {
  const trials = useMemo(() => rankedTrials(laboratory), [laboratory]);
  const hasProgram = laboratory.current_method !== null;
  const most = Math.max(...trials.map((trial) => trial.median_relative_rmse ?? 0));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={pageClasses.scroll} role="group" aria-label={text.caption} tabIndex={0}>
      <table className={pageClasses.table}>
        <caption className="visually-hidden">{text.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{text.method}</th>
            {[text.error, text.bias, text.share, text.coverage].map((title) => (
              <th key={title} scope="col" className={pageClasses.number}>
                {title}
              </th>
            ))}
            <th scope="col" className={pageClasses.number}>
              {text.credited}
              <span className={pageClasses.help}>{text.creditedSay(laboratory.windows[0])}</span>
            </th>
            {hasProgram && (
              <th scope="col" className={pageClasses.number}>
                {text.switching}
                <span className={pageClasses.help}>{text.switchingSay(laboratory.windows[0])}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {trials.map((trial) => (
            <Row key={trial.id} trial={trial} most={most} hasProgram={hasProgram} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
