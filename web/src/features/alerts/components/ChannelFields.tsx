import { Field } from '@/components/Field';
import { SelectField } from '@/components/Inputs';
import { pageClasses } from '@/components/Page';
import type { Draft } from '../lib/draft';
import { text } from '../text';
import type { DraftFields } from './ConditionFields';

/** By which way, and when not. */
export function ChannelFields({ draft, set, at, email }: DraftFields & { email: string }) {
  const isMail = draft.channel === 'email';
  return (
    <>
      <SelectField label={text.channel} help={isMail ? text.emailTo(email) : undefined} value={draft.channel} onChange={(event) => { set({ channel: event.target.value as Draft['channel'] }); }}>
        {(['email', 'webhook'] as const).map((channel) => (
          <option key={channel} value={channel}>
            {text.channels[channel]}
          </option>
        ))}
      </SelectField>
      {!isMail && (
        <Field label={text.url} help={text.urlHelp} type="url" value={draft.url} maxLength={500} autoComplete="off" spellCheck={false} error={at('webhook_url')} onChange={(event) => { set({ url: event.target.value }); }} />
      )}
      <label className={pageClasses.check}>
        <input type="checkbox" checked={draft.isQuiet} onChange={(event) => { set({ isQuiet: event.target.checked }); }} />
        {text.quiet}
      </label>
      {draft.isQuiet && (
        <>
          <div className={pageClasses.pair}>
            <Field label={text.from} type="time" value={draft.from} error={at('quiet')} onChange={(event) => { set({ from: event.target.value }); }} />
            <Field label={text.to} type="time" value={draft.to} onChange={(event) => { set({ to: event.target.value }); }} />
          </div>
          <p className={pageClasses.muted}>{text.quietHelp(draft.zone)}</p>
        </>
      )}
    </>
  );
}
