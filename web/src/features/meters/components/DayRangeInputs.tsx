import { useState } from 'react';
import { isLocalDay, type LocalDay } from '@/lib/time';
import { text } from '../text';
import classes from './RangeStrip.module.css';

interface DayRangeInputsProps {
  from: LocalDay;
  to: LocalDay;
  onChange: (from: LocalDay, to: LocalDay) => void;
}

/** The range as two dates. Taken over when both make sense; the later end follows a start that is set past it. */
export function DayRangeInputs({ from, to, onChange }: DayRangeInputsProps) {
  const [draft, setDraft] = useState({ from, to });
  const commit = (next: { from: LocalDay; to: LocalDay }, moved: 'from' | 'to'): void => {
    if (!isLocalDay(next.from) || !isLocalDay(next.to) || (next.from === from && next.to === to)) return;
    if (next.from <= next.to) onChange(next.from, next.to);
    else if (moved === 'from') onChange(next.from, next.from);
    else onChange(next.to, next.to);
  };
  const input = (which: 'from' | 'to', label: string) => (
    <input
      type="date"
      aria-label={label}
      value={draft[which]}
      onChange={(event) => {
        setDraft({ ...draft, [which]: event.target.value });
      }}
      onBlur={() => {
        commit(draft, which);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit(draft, which);
      }}
    />
  );
  return (
    <div className={classes.inputs}>
      {input('from', text.firstDay)}
      <span aria-hidden="true">–</span>
      {input('to', text.lastDay)}
    </div>
  );
}
