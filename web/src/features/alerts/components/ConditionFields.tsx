import { Field } from '@/components/Field';
import { SelectField } from '@/components/Inputs';
import { hasWindow, isOfThePortal, type Draft } from '../lib/draft';
import { text } from '../text';

export interface DraftFields {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
  /** What is wrong at one of these fields. */
  at: (...fields: string[]) => string | undefined;
}

type Measure = Draft['measure'];
const MEASURES: Partial<Record<Draft['kind'], readonly Measure[]>> = { usage_above: ['power', 'energy'], disk_low: ['share', 'size'] };

/** Of what, and from which amount on. */
export function ConditionFields({ draft, set, at, mayNameOrganisations }: DraftFields & { mayNameOrganisations: boolean }) {
  const { kind } = draft;
  const measures = MEASURES[kind];
  const scopes = (['own', 'meter', 'organisation'] as const).filter((scope) => scope !== 'organisation' || mayNameOrganisations);
  return (
    <>
      {!isOfThePortal(kind) && (
        <SelectField label={text.scope} value={draft.scope} onChange={(event) => { set({ scope: event.target.value as Draft['scope'] }); }}>
          {scopes.map((scope) => (
            <option key={scope} value={scope}>
              {text.scopes[scope]}
            </option>
          ))}
        </SelectField>
      )}
      {!isOfThePortal(kind) && draft.scope === 'meter' && (
        <Field label={text.meter} value={draft.meter} autoComplete="off" spellCheck={false} error={at('meter', 'meter_id')} onChange={(event) => { set({ meter: event.target.value }); }} />
      )}
      {!isOfThePortal(kind) && draft.scope === 'organisation' && (
        <Field label={text.organisation} value={draft.organisation} inputMode="numeric" autoComplete="off" error={at('organization_id')} onChange={(event) => { set({ organisation: event.target.value }); }} />
      )}
      {measures && (
        <SelectField label={text.measure} value={draft.measure} onChange={(event) => { set({ measure: event.target.value as Measure }); }}>
          {measures.map((measure) => (
            <option key={measure} value={measure}>
              {text.measures[measure]}
            </option>
          ))}
        </SelectField>
      )}
      {kind !== 'import_failed' && (
        <Field
          label={text.amounts[kind]}
          value={draft.amount}
          inputMode="decimal"
          autoComplete="off"
          error={at('limit_hours', 'limit_w', 'limit_day_wh', 'limit_percent', 'limit_mb', 'limit_min')}
          onChange={(event) => { set({ amount: event.target.value }); }}
        />
      )}
      {hasWindow(draft) && (
        <Field label={text.window} help={text.windowHelp} value={draft.window} inputMode="numeric" autoComplete="off" error={at('window_min')} onChange={(event) => { set({ window: event.target.value }); }} />
      )}
    </>
  );
}
