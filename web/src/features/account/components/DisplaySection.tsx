import type { OwnAccount, Preferences } from '@/api/types';
import { ProblemNotice } from '@/components/Notice';
import { Segmented } from '@/components/Segmented';
import { chooseScheme } from '@/theme/scheme';
import classes from '../Account.module.css';
import { useUpdateAccount } from '../api';
import { text } from '../text';

const optionsOf = <T extends string>(words: Record<T, string>): { value: T; text: string }[] =>
  (Object.keys(words) as T[]).map((value) => ({ value, text: words[value] }));

/** Each choice is kept when it is made. */
export function DisplaySection({ account }: { account: OwnAccount }) {
  const update = useUpdateAccount();
  const chosen = { ...account.preferences, ...update.variables?.preferences };
  const choose = (preferences: Partial<Preferences>): void => {
    update.mutate({ preferences });
  };
  return (
    <div className={classes.form}>
      {update.isError && <ProblemNotice error={update.error} />}
      <div className={classes.choice}>
        <span aria-hidden="true">{text.clock}</span>
        <Segmented label={text.clock} options={optionsOf(text.clocks)} value={chosen.clock} onChange={(clock) => { choose({ clock }); }} />
      </div>
      <div className={classes.choice}>
        <span aria-hidden="true">{text.unit}</span>
        <Segmented label={text.unit} options={optionsOf(text.units)} value={chosen.unit} onChange={(unit) => { choose({ unit }); }} />
      </div>
      <div className={classes.choice}>
        <span aria-hidden="true">{text.colours}</span>
        <Segmented
          label={text.colours}
          options={optionsOf(text.colourChoices)}
          value={chosen.colours}
          onChange={(colours) => {
            chooseScheme(colours);
            choose({ colours });
          }}
        />
      </div>
      {(['event_notices', 'weekly_summary'] as const).map((key) => (
        <label key={key} className={classes.check}>
          <input
            type="checkbox"
            checked={chosen[key] === 'on'}
            onChange={(event) => {
              choose({ [key]: event.target.checked ? 'on' : 'off' });
            }}
          />
          {key === 'event_notices' ? text.eventNotices : text.weeklySummary}
        </label>
      ))}
      <span role="status" className={classes.help}>
        {update.isSuccess ? text.saved : ''}
      </span>
    </div>
  );
}
