import { useState, type SyntheticEvent } from 'react';
import { toProblem } from '@/api/problem';
import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { SelectField } from '@/components/Inputs';
import { ProblemNotice } from '@/components/Notice';
import { pageClasses } from '@/components/Page';
import { text as shared } from '@/components/text';
import { useSaveAlert, type AlertKind, type AlertRule, type AlertRules, type SavedAlertRule } from '../api';
import { draftOf, newDraft, wishOf, type Draft } from '../lib/draft';
import { text } from '../text';
import { ChannelFields } from './ChannelFields';
import { ConditionFields } from './ConditionFields';

interface RuleFormProps {
  about: AlertRules;
  /** Changed if it is there; else a new one is made. */
  rule?: AlertRule;
  kind?: AlertKind;
  onDone: (saved: SavedAlertRule) => void;
  onClose: () => void;
}

const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const AT_FIELDS = ['limit_hours', 'limit_w', 'limit_day_wh', 'limit_percent', 'limit_mb', 'limit_min', 'window_min', 'meter', 'meter_id', 'organization_id', 'webhook_url', 'quiet'];

/** One alert, as a sentence with blanks to fill in. */
export function RuleForm({ about, rule, kind, onDone, onClose }: RuleFormProps) {
  const [draft, setDraft] = useState<Draft>(() => (rule ? draftOf(rule, OWN_ZONE) : newDraft(kind ?? 'data_missing', OWN_ZONE)));
  const [renews, setRenews] = useState(false);
  const save = useSaveAlert(rule?.id);
  const problem = save.error ? toProblem(save.error).document : undefined;
  const at = (...fields: string[]): string | undefined =>
    problem && fields.includes(problem.place ?? '') ? `${problem.detail} ${problem.cure ?? ''}` : undefined;
  const set = (part: Partial<Draft>): void => { setDraft((current) => ({ ...current, ...part })); };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (save.isPending) return;
    save.mutate({ ...wishOf(draft, !rule), renew_secret: renews }, { onSuccess: onDone });
  };
  return (
    <Dialog title={rule ? text.formChange : text.formNew} onClose={onClose}>
      <form className={pageClasses.form} onSubmit={submit} noValidate aria-busy={save.isPending}>
        {save.error && !AT_FIELDS.includes(problem?.place ?? '') && <ProblemNotice error={save.error} />}
        <SelectField label={text.kind} value={draft.kind} disabled={!!rule} onChange={(event) => { setDraft({ ...newDraft(event.target.value as AlertKind, draft.zone), channel: draft.channel, url: draft.url }); }}>
          {about.kinds.map((one) => (
            <option key={one} value={one}>
              {text.kinds[one]}
            </option>
          ))}
        </SelectField>
        <ConditionFields draft={draft} set={set} at={at} mayNameOrganisations={about.may_name_organizations} />
        <ChannelFields draft={draft} set={set} at={at} email={about.email} />
        {rule?.channel === 'webhook' && draft.channel === 'webhook' && (
          <label className={pageClasses.check}>
            <input type="checkbox" checked={renews} onChange={(event) => { setRenews(event.target.checked); }} />
            {text.renew}
          </label>
        )}
        <label className={pageClasses.check}>
          <input type="checkbox" checked={draft.isOn} onChange={(event) => { set({ isOn: event.target.checked }); }} />
          {text.isOn}
        </label>
        <div className={pageClasses.buttons}>
          <Button onClick={onClose}>{shared.cancel}</Button>
          <Button type="submit" isPrimary>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
